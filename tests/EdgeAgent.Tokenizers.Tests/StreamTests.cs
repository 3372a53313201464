using System.IO.Compression;
using System.Text;

namespace EdgeAgent.Tokenizers.Tests;

/// <summary>tokenizer.json from a stream.</summary>
public sealed class StreamTests
{
    private static readonly byte[] s_json = Encoding.UTF8.GetBytes(TinyJson.Create().ToJsonString());

    [Fact]
    public void LoadJson_PlainOrGzippedStream_Loads()
    {
        using var plain = new MemoryStream(s_json);
        Assert.Equal([257], Tokenizer.LoadJson(plain).Encode("abc"));
        Assert.True(plain.CanRead);   // left open

        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(s_json);
        zipped.Position = 0;
        Assert.Equal([257], Tokenizer.LoadJson(zipped).Encode("abc"));

        using var unseekable = new GZipStream(new MemoryStream(zipped.ToArray()), CompressionMode.Decompress);
        Assert.Equal([257], Tokenizer.LoadJson(unseekable).Encode("abc"));
    }

    [Fact]
    public void LoadJson_StreamThatFailsOrHoldsNothing_IsAnError()
    {
        using var broken = new GZipStream(new MemoryStream([0x1F, 0x8B, 9, 9]), CompressionMode.Decompress);
        Assert.Equal("EA3001", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(broken)).Code);
        using var empty = new MemoryStream();
        Assert.Equal("EA3002", Assert.Throws<TokenizerException>(() => Tokenizer.LoadJson(empty)).Code);
        Assert.Throws<ArgumentNullException>(() => Tokenizer.LoadJson((Stream)null!));
    }
}
