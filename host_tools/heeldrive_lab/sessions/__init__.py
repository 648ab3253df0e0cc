"""Session files and what belongs to them: format, reader, samples, annotations, start time, units."""
