namespace EdgeAgent.Tokenizers.Gguf;

/// <summary>One metadata value of a GGUF file, with the type it was stored in.</summary>
/// <remarks>Immutable and thread-safe. The <c>TryGet</c> methods widen where nothing is lost and say no otherwise; none throws.</remarks>
public sealed class GgufValue
{
    internal GgufValue(GgufValueType type, object content, GgufValueType? elementType = null)
        => (Type, Content, ElementType) = (type, content, elementType);

    /// <summary>The type it was stored in.</summary>
    public GgufValueType Type { get; }

    /// <summary>The elements' type, for <see cref="GgufValueType.Array"/>; otherwise null.</summary>
    public GgufValueType? ElementType { get; }

    /// <summary>
    /// A number in its own .NET type, a <see cref="bool"/>, a <see cref="string"/>, or for an array: <c>string[]</c>, an array of the
    /// number's type, <c>bool[]</c>, or <c>GgufValue[]</c> for arrays of arrays.
    /// </summary>
    public object Content { get; }

    /// <summary>The text, if it is a string.</summary>
    public bool TryGetString(out string text)
    {
        text = Content as string ?? "";
        return Content is string;
    }

    /// <summary>The truth value, if it is one.</summary>
    public bool TryGetBool(out bool value)
    {
        value = Content is true;
        return Content is bool;
    }

    /// <summary>The integer, if it is of any integer type and fits.</summary>
    public bool TryGetInt64(out long value)
    {
        (bool ok, value) = Content switch
        {
            byte v => (true, v),
            sbyte v => (true, v),
            ushort v => (true, v),
            short v => (true, v),
            uint v => (true, v),
            int v => (true, v),
            long v => (true, v),
            ulong v when v <= long.MaxValue => (true, (long)v),
            _ => (false, 0L),
        };
        return ok;
    }

    /// <summary>The number as a double, if it is a floating-point number or an integer.</summary>
    public bool TryGetDouble(out double value)
    {
        if (TryGetInt64(out long integer))
        {
            value = integer;
            return true;
        }
        value = Content switch { float single => single, double number => number, _ => 0 };
        return Content is float or double;
    }

    /// <summary>The elements, if it is an array of strings. Not a copy: do not change it.</summary>
    public bool TryGetStrings(out string[] values)
    {
        values = Content as string[] ?? [];
        return Content is string[];
    }

    /// <summary>The elements, if it is an array of single-precision numbers. Not a copy: do not change it.</summary>
    public bool TryGetSingles(out float[] values)
    {
        values = Content as float[] ?? [];
        return Content is float[];
    }

    /// <summary>The elements as 32-bit integers, if it is an array of integers of up to 32 bits that all fit.</summary>
    public bool TryGetInt32s(out int[] values)
    {
        (bool ok, values) = Content switch
        {
            int[] v => (true, v),
            sbyte[] v => (true, Array.ConvertAll(v, static x => (int)x)),
            byte[] v => (true, Array.ConvertAll(v, static x => (int)x)),
            short[] v => (true, Array.ConvertAll(v, static x => (int)x)),
            ushort[] v => (true, Array.ConvertAll(v, static x => (int)x)),
            uint[] v when Array.TrueForAll(v, static x => x <= int.MaxValue) => (true, Array.ConvertAll(v, static x => (int)x)),
            _ => (false, Array.Empty<int>()),
        };
        return ok;
    }
}
