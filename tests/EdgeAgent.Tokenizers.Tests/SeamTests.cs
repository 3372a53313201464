using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>An application's own tokenizer gets the rest from the base class: counting, streaming, continuing.</summary>
public sealed class SeamTests
{
    /// <summary>One id a byte, and one special token.</summary>
    private class ByteTokenizer : Tokenizer
    {
        private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 256).Select(static b => (byte)b)];

        public override int VocabularySize => 257;

        public override IReadOnlyList<AddedToken> AddedTokens { get; } = [new AddedToken { Content = "<end>", Id = 256, IsSpecial = true }];

        public override int[] Encode(ReadOnlySpan<char> text, EncodeOptions? options = null)
            => EncodeBytes(Encoding.UTF8.GetBytes(text.ToArray()), options);

        public override int[] EncodeBytes(ReadOnlySpan<byte> utf8, EncodeOptions? options = null)
            => [.. utf8.ToArray().Select(static b => (int)b)];

        public override string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false)
        {
            List<byte> bytes = [];
            foreach (int id in ids)
                if (!skipSpecialTokens || !IsSpecial(id)) bytes.AddRange(TokenBytes(id));
            return Encoding.UTF8.GetString(bytes.ToArray());
        }

        public override ReadOnlySpan<byte> TokenBytes(int id) => id == 256 ? "<end>"u8 : (uint)id < 256 ? s_bytes.AsSpan(id, 1) : default;

        public override bool IsSpecial(int id) => id == 256;

        public override int? FindId(string token) => token == "<end>" ? 256 : null;
    }

    private sealed class UpperTokenizer : ByteTokenizer
    {
        public override int[] EncodeBytes(ReadOnlySpan<byte> utf8, EncodeOptions? options = null)
            => base.EncodeBytes(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8).ToUpperInvariant()), options);
    }

    private readonly Tokenizer _tokenizer = new ByteTokenizer();

    [Fact]
    public void CountTokens_OwnTokenizer_CountsItsIds() => Assert.Equal(5, _tokenizer.CountTokens("\u00E8\u20AC"));

    [Fact]
    public void CreateDecoder_OwnTokenizer_StreamsWholeCharacters()
    {
        int[] ids = [.. _tokenizer.Encode("a\u20AC"), 256];
        IncrementalDecoder decoder = _tokenizer.CreateDecoder(skipSpecialTokens: true);
        Assert.Equal(["a", "", "", "\u20AC", ""], ids.Select(decoder.Append));
        decoder = _tokenizer.CreateDecoder();
        Assert.Equal(_tokenizer.Decode(ids), string.Concat(ids.Select(decoder.Append)) + decoder.Flush());
    }

    [Fact]
    public void EncodeWithOffsets_OwnTokenizer_FindsItsTokensInTheText()
    {
        Assert.Equal([new(0, 1), new(1, 2), new(1, 2), new(1, 2), new TextSpan(1, 2)], _tokenizer.EncodeWithOffsets("a\U0001F600").Spans);
        Assert.Equal([new(0, 1), new TextSpan(1, 1)], _tokenizer.EncodeBytesWithOffsets([0x80, 0x81]).Spans);
    }

    [Fact]
    public void EncodeWithOffsets_OwnTokenizerThatChangesTheText_IsAnError()
        => Assert.Equal("EA3105", Assert.Throws<TokenizerException>(() => new UpperTokenizer().EncodeWithOffsets("ab")).Code);

    [Fact]
    public void EncodeContinuation_OwnTokenizer_ContinuesItsText()
        => Assert.Equal("bc".Select(static c => (int)c), _tokenizer.EncodeContinuation("bc"u8, 'a'));
}
