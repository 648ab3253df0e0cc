"""Session files: format, reader, writer, samples in memory, annotations, start time and units."""
