using System.Globalization;

namespace EdgeAgent.Cli.Lines;

/// <summary>The lines of a stream as bytes, each borrowed until the next is read; a line that never ends is refused, not collected.</summary>
internal sealed class LineReader(Stream stream, string path)
{
    private const int MaxBytes = 1 << 29; // a text of the tokenizer's default limit, 256 Mi chars, fits while it is mostly ASCII

    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private long _number;

    /// <summary>The file and the number of the line that was read last, from 1.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"{path}, line {_number}");

    /// <summary>Reads a line, without its line feed and without a byte order mark.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        _number++;
        int searched = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = Take(searched + at, 1);
                return true;
            }
            searched = _end - _start;
            if (Fill()) continue;
            line = Take(searched, 0);
            return searched > 0;
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int ending)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + ending;
        return _number == 1 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
    }

    /// <summary>Reads more behind what is there; false at the end.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == MaxBytes) throw JsonLines.Unreadable($"a line is longer than {MaxBytes} bytes.", Where);
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
