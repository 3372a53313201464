using System.IO.Compression;
using System.Text.Json;
using System.Text.Unicode;
using EdgeAgent.Tokenizers.Normalizers;
using EdgeAgent.Tokenizers.Pipeline;
using EdgeAgent.Tokenizers.SentencePiece;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Hugging Face's <c>tokenizer.json</c> to a tokenizer, component by component.</summary>
/// <remarks>Source of the format: the Rust library <c>tokenizers</c> 0.23, which writes it. What is not supported is an error, never left
/// out.</remarks>
internal static class TokenizerJsonLoader
{
    /// <summary>A gzipped file may not grow beyond this: the largest known tokenizer.json is below 40 MB.</summary>
    private const int LargestFile = 512 << 20;

    /// <summary>Loads a file, plain or gzipped; also a SentencePiece model.</summary>
    public static Tokenizer LoadFile(string path)
    {
        byte[] file = ReadFile(path);
        return SentencePieceModel.IsModel(file) ? SentencePieceModel.Load(file) : Load(file);
    }

    /// <summary>Loads JSON text.</summary>
    public static Tokenizer Load(ReadOnlySpan<byte> utf8Json)
    {
        if (utf8Json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) utf8Json = utf8Json[3..];
        if (!Utf8.IsValid(utf8Json)) throw TokenizerErrors.NotJson("The file is not UTF-8.", "the whole file");
        var reader = new Utf8JsonReader(utf8Json);
        try
        {
            return Assemble(TokenizerFile.Read(ref reader));
        }
        catch (JsonException e)
        {
            throw TokenizerErrors.NotJson("The file is not JSON, or stops too early.",
                $"line {e.LineNumber + 1}, byte {e.BytePositionInLine} of it, near byte {reader.BytesConsumed} of the file", e);
        }
        catch (InvalidOperationException e)   // Utf8JsonReader's word for an escaped lone surrogate
        {
            throw TokenizerErrors.NotJson("The file holds a string that is not text.", $"near byte {reader.BytesConsumed}", e);
        }
    }

    /// <summary>Loads JSON text from a stream, plain or gzipped.</summary>
    public static Tokenizer Load(Stream utf8Json)
    {
        ArgumentNullException.ThrowIfNull(utf8Json);
        return Load(ReadAll(utf8Json, "the stream"));
    }

    private static byte[] ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            return ReadAll(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw TokenizerErrors.Unreadable(path, e);
        }
    }

    private static byte[] ReadAll(Stream stream, string where)
    {
        try
        {
            byte[] bytes = ReadBounded(stream, where);
            if (bytes is not [0x1F, 0x8B, ..]) return bytes;
            using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            return ReadBounded(zip, where);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw TokenizerErrors.Unreadable(where, e);
        }
    }

    private static byte[] ReadBounded(Stream stream, string where)
    {
        using var bytes = new MemoryStream(stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position, 0, LargestFile) : 0);
        byte[] block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0; bytes.Write(block, 0, read))
            if (bytes.Length + read > LargestFile)
                throw TokenizerErrors.NotJson($"The file is larger than {LargestFile} bytes, perhaps unpacked.", where);
        return bytes.ToArray();
    }

    private static PipelineTokenizer Assemble(TokenizerFile file)
    {
        if (!file.Truncation.IsNull)
            throw TokenizerErrors.UnsupportedSetting("Truncation is not supported.", "/truncation",
                "Set it to null and limit the text with EncodeOptions.MaxTokens.");
        if (!file.Padding.IsNull)
            throw TokenizerErrors.UnsupportedSetting("Padding is not supported.", "/padding", "Set it to null.");
        IReadOnlyList<AddedToken> added = AddedTokenReader.Read(file.AddedTokens, file.Vocabulary, file.VocabularyCount);
        PostProcessorReader post = PostProcessorReader.Read(file.PostProcessor);
        List<Normalizer> normalizers = NormalizerReader.Read(file.Normalizer);
        PipelineParts parts = DecoderReader.Read(file.Decoder) is { } decoder
            ? CharacterPipeline.Assemble(file, added, normalizers, decoder)
            : AssembleByteLevel(file, added);
        return new PipelineTokenizer(parts with
        {
            Before = [.. post.Before],
            After = [.. post.After],
            OffsetTrims = post.Trims,
            Normalizer = parts.Normalizer ?? NormalizerChain.Of(normalizers),
            ContinuingNormalizer = parts.ContinuingNormalizer ?? NormalizerReader.Continuing(normalizers),
        });
    }

    private static PipelineParts AssembleByteLevel(TokenizerFile file, IReadOnlyList<AddedToken> added)
    {
        PreTokenizerSteps steps = PreTokenizerReader.Read(file.PreTokenizer);
        if (!steps.IsByteLevel)
            throw TokenizerErrors.UnsupportedComponent("pre-tokenizer with the decoder ByteLevel",
                file.PreTokenizer.IsNull ? null : file.PreTokenizer.Type, file.PreTokenizer.Pointer, "ByteLevel, or a Sequence with it");
        if (file.Scores is not null)
            throw TokenizerErrors.UnsupportedComponent("model with ByteLevel", "Unigram", "/model/type", "BPE");
        return new PipelineParts
        {
            AddedTokens = added,
            Prefix = steps.AddsSpace ? PrefixScheme.Always : PrefixScheme.Never,
            PrefixLevel = steps.PrefixLevel,
            PrefixIsPlain = true,
            Splitters = [.. steps.Splitters],
            Model = ByteLevelModel.Create(file, added),
        };
    }
}
