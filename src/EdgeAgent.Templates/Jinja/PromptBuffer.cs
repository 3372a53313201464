using System.Buffers;
using EdgeAgent.Templates.Jinja.Operations;

namespace EdgeAgent.Templates.Jinja;

/// <summary>The growing prompt. Macros and blocks whose text becomes a value write here too and then take their part out again.</summary>
internal sealed class PromptBuffer(RenderState state, int limit) : IDisposable
{
    private char[] _buffer = ArrayPool<char>.Shared.Rent(Math.Min(4096, limit));
    private int _capacity = Math.Min(4096, limit); // never beyond the limit, whatever the pool gave

    public int Length { get; private set; }

    public void Append(char c)
    {
        if (Length == _capacity) Grow(1);
        _buffer[Length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _capacity - Length) Grow(text.Length);
        text.CopyTo(_buffer.AsSpan(Length));
        Length += text.Length;
    }

    public void Append(char c, int count)
    {
        if (count > _capacity - Length) Grow(count);
        _buffer.AsSpan(Length, count).Fill(c);
        Length += count;
    }

    /// <summary>Prints a value as <c>{{ }}</c> does.</summary>
    public void AppendValue(object value)
    {
        if (value is string text) Append(text);
        else PythonPrint.AppendStr(state, this, value);
    }

    /// <summary>Removes and returns everything from a mark on.</summary>
    public string Cut(int mark)
    {
        state.Charge(Length - mark);
        string text = new(_buffer, mark, Length - mark);
        Length = mark;
        return text;
    }

    public void Dispose()
    {
        char[] buffer = _buffer;
        _buffer = [];
        (Length, _capacity) = (0, 0);
        if (buffer.Length > 0) ArrayPool<char>.Shared.Return(buffer);
    }

    private void Grow(int more)
    {
        if (more > limit - Length) throw state.TooMuchText();
        _capacity = (int)Math.Min(limit, Math.Max(2L * _capacity, (long)Length + more));
        char[] larger = ArrayPool<char>.Shared.Rent(_capacity);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
