"""A number as large as the terminal allows, to be read from across a room."""

# Segments a to g of a digit: (left, top, right, bottom) in a grid of 2 by 4 halves of a digit's sides.
_SEGMENTS = {
    "a": (0, 0, 2, 0),
    "b": (2, 0, 2, 2),
    "c": (2, 2, 2, 4),
    "d": (0, 4, 2, 4),
    "e": (0, 2, 0, 4),
    "f": (0, 0, 0, 2),
    "g": (0, 2, 2, 2),
}
_DIGITS = ("abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg")
_LEAST_ROWS = 5
_COLUMNS_PER_ROW = (
    1.1  # of a digit, which is then about half as wide as high: a cell is twice as high as wide
)
_BLOCK = "\u2588"


def big_number(number: int, columns: int, rows: int, block: str = _BLOCK) -> list[str]:
    """The lines of a number in seven segments; a single line of plain digits where there is no room.

    Args:
        number: 0 or more.
        columns, rows: the room there is.
        block: the character to draw with.
    """
    text = str(number)
    # A gap of a third of a digit stands between two digits.
    widest = int(columns / (len(text) + (len(text) - 1) / 3))
    height = min(rows, int(widest / _COLUMNS_PER_ROW))
    height -= 1 - height % 2  # a middle line
    if height < _LEAST_ROWS:
        return [text]
    width = int(height * _COLUMNS_PER_ROW)
    drawn = [_digit(int(character), width, height, block) for character in text]
    gap = " " * max(2, width // 3)
    return [gap.join(lines) for lines in zip(*drawn, strict=True)]


def _digit(digit: int, width: int, height: int, block: str) -> list[str]:
    cells = [[" "] * width for _ in range(height)]
    thick = max(1, height // 8)
    for segment in _DIGITS[digit]:
        left, top, right, bottom = _SEGMENTS[segment]
        first_row, last_row = top * (height - thick) // 4, bottom * (height - thick) // 4 + thick
        first_column = left * (width - 2 * thick) // 2
        last_column = right * (width - 2 * thick) // 2 + 2 * thick
        for row in range(first_row, last_row):
            cells[row][first_column:last_column] = block * (last_column - first_column)
    return ["".join(row) for row in cells]
