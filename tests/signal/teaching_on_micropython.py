"""The same replay with a lesson that begins before the first sample."""

from on_micropython import RepCounter, main


def in_a_lesson(*arguments):
    """A counter that learns the wearer's lunge from the first five reps."""
    counter = RepCounter(*arguments)
    counter.teach(5)
    return counter


main(in_a_lesson)
