namespace EdgeAgent.Tokenizers.Unicode;

/// <summary>What the rules that cut a text ask of a code point, as flags.</summary>
[Flags]
internal enum CodePointClass : byte
{
    /// <summary>None of the others: punctuation, symbols, controls, unassigned code points, and single bytes that are not UTF-8.</summary>
    Other = 0,

    /// <summary><c>\p{L}</c>.</summary>
    Letter = 1,

    /// <summary><c>\p{N}</c>.</summary>
    Number = 2,

    /// <summary><c>\s</c>: the property White_Space.</summary>
    Space = 4,

    /// <summary>Carriage return or line feed; always with <see cref="Space"/>.</summary>
    LineBreak = 8,

    /// <summary>Numeric for the pre-tokenizer <c>Digits</c>: <c>\p{N}</c> and the digits of Unicode 17.</summary>
    Digit = 16,

    /// <summary><c>\w</c> of Rust's regex crate: what <c>single_word</c> of an added token looks at.</summary>
    Word = 32,
}
