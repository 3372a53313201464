using System.Text;
using System.Text.Unicode;
using EdgeAgent.Tokenizers.Json;
using EdgeAgent.Tokenizers.Offsets;

namespace EdgeAgent.Tokenizers;

/// <summary>Text to token ids and back, and the exact bytes of every token.</summary>
/// <remarks>
/// <para>The seam between the rest of EdgeAgent and a tokenizer: <see cref="Load"/> gives ours, an application may derive its own.</para>
/// <para>Thread-safe and immutable once made; a derived class must be too. <see cref="IncrementalDecoder"/>s belong to one stream
/// each.</para>
/// </remarks>
public abstract class Tokenizer
{
    private static readonly EncodeOptions s_continuation = new() { AddedTokens = AddedTokenMatching.NonSpecial, Continues = true };

    /// <summary>The highest token id plus one, added tokens included. Ids below it may be unused.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The added tokens, by ascending id.</summary>
    public abstract IReadOnlyList<AddedToken> AddedTokens { get; }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">The text. A lone surrogate is read as U+FFFD.</param>
    /// <param name="options">How; the defaults of <see cref="EncodeOptions"/> if null.</param>
    /// <exception cref="TokenizerException">The text or its ids exceed a limit of <paramref name="options"/> (EA3101, EA3102).</exception>
    public abstract int[] Encode(ReadOnlySpan<char> text, EncodeOptions? options = null);

    /// <summary>Encodes bytes, which may begin or end within a character, as the text of a constraint does.</summary>
    /// <param name="utf8">Bytes. Where they are UTF-8 the ids are those of <see cref="Encode"/>; how others are split is the tokenizer's
    /// choice, but their <see cref="TokenBytes"/> joined are these bytes wherever the vocabulary can express them, with the space in front
    /// that tokenizers of SentencePiece's kind add.</param>
    /// <param name="options">How; the defaults of <see cref="EncodeOptions"/> if null.</param>
    /// <exception cref="TokenizerException">The bytes or their ids exceed a limit of <paramref name="options"/> (EA3101,
    /// EA3102).</exception>
    public abstract int[] EncodeBytes(ReadOnlySpan<byte> utf8, EncodeOptions? options = null);

    /// <summary>Encodes a text and says of each id what part of the text it stands for. Slower than <see cref="Encode"/>, with more
    /// memory.</summary>
    /// <remarks>
    /// <para>A span holds whole characters: tokens that are parts of one character all have its span, and so have the space that a
    /// tokenizer puts before a text and the character after it. An added token has the white space that it swallows. What the
    /// post-processor adds has an empty span; where it trims (<c>trim_offsets</c>), the white space at a token's ends is outside its span.
    /// Marks that <see cref="EncodeOptions.DropDataMarks"/> drops count as part of the text, so a span may hold some.</para>
    /// <para>Where the text is normalized, spans are those of the text before that, as Hugging Face's <c>encode(text).offsets</c> has
    /// them: a composed character has the span of the first of its parts, reordered characters have each other's places, and what
    /// vanished has none. So spans may leave gaps. One difference: where a vocabulary lacks characters and has no unknown token, so that
    /// they vanish within a word, the library shifts the spans after them, and here they stay in place.</para>
    /// <para>A class derived from this one has it for nothing if its tokens' bytes joined are the text; else it overrides this and
    /// <see cref="EncodeBytesWithOffsets"/>, or callers get the error EA3105.</para>
    /// </remarks>
    /// <inheritdoc cref="Encode"/>
    /// <returns>Ids as <see cref="Encode"/> gives them, and spans in chars.</returns>
    public virtual EncodedText EncodeWithOffsets(ReadOnlySpan<char> text, EncodeOptions? options = null)
    {
        options ??= new EncodeOptions();
        if (text.Length > options.MaxLength) throw TokenizerErrors.TooLong(text.Length, options.MaxLength, "chars");
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Utf8.FromUtf16(text, utf8, out _, out int length, replaceInvalidSequences: true);
        return CharSpans.Of(EncodeUtf8WithOffsets(utf8.AsSpan(0, length), options), text, length);
    }

    /// <summary>Encodes bytes and says of each id which of them it stands for.</summary>
    /// <remarks>As <see cref="EncodeWithOffsets"/>; a byte that is no UTF-8 is a character of its own.</remarks>
    /// <inheritdoc cref="EncodeBytes"/>
    /// <returns>Ids as <see cref="EncodeBytes"/> gives them, and spans in bytes.</returns>
    public virtual EncodedText EncodeBytesWithOffsets(ReadOnlySpan<byte> utf8, EncodeOptions? options = null)
        => EncodeUtf8WithOffsets(utf8, options ?? new EncodeOptions());

    /// <summary>Encodes bytes, however many characters they were made of.</summary>
    private protected virtual EncodedText EncodeUtf8WithOffsets(ReadOnlySpan<byte> utf8, EncodeOptions options)
        => JoinedTokens.Locate(this, utf8, EncodeBytes(utf8, options));

    /// <summary>Encodes bytes as they are encoded after a certain token: what comes before decides where words begin. No space is put in
    /// front.</summary>
    /// <param name="utf8">Bytes, which may begin or end within a character. Special tokens are not looked for in them, other added tokens
    /// are.</param>
    /// <param name="previousId">The token before them.</param>
    /// <returns>The canonical ids of both together without the first, if that one stays <paramref name="previousId"/>; else those of the
    /// bytes alone.</returns>
    public virtual int[] EncodeContinuation(ReadOnlySpan<byte> utf8, int previousId)
    {
        ReadOnlySpan<byte> before = TokenBytes(previousId);
        if (!before.IsEmpty && !AddedTokens.Any(token => token.Id == previousId))
        {
            int[] both = EncodeBytes([.. before, .. utf8], s_continuation);
            if (both.Length > 0 && both[0] == previousId) return both[1..];
        }
        return EncodeBytes(utf8, s_continuation);
    }

    /// <summary>How many ids <see cref="Encode"/> would give.</summary>
    /// <inheritdoc cref="Encode"/>
    public virtual int CountTokens(ReadOnlySpan<char> text, EncodeOptions? options = null) => Encode(text, options).Length;

    /// <summary>The text of a whole sequence of ids. Ids without text are left out; bytes that are not UTF-8 become U+FFFD. A tokenizer that
    /// puts a space before texts takes it away again.</summary>
    /// <param name="ids">The sequence.</param>
    /// <param name="skipSpecialTokens">Leaves special tokens out.</param>
    public abstract string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = false);

    /// <summary>A decoder for one stream of ids.</summary>
    /// <remarks>A tokenizer that puts a space before texts takes it away at the beginning of the stream: what follows a prompt needs the
    /// prompt's ids appended first.</remarks>
    /// <param name="skipSpecialTokens">Leaves special tokens out.</param>
    public virtual IncrementalDecoder CreateDecoder(bool skipSpecialTokens = false) => new Utf8IncrementalDecoder(this, skipSpecialTokens);

    /// <summary>The exact bytes that an id adds to the decoded text: often a part of a character; empty for an id without text or outside
    /// the vocabulary.</summary>
    /// <param name="id">The token id.</param>
    public abstract ReadOnlySpan<byte> TokenBytes(int id);

    /// <summary>Whether an id is a special added token.</summary>
    /// <param name="id">The token id; one outside the vocabulary is not special.</param>
    public abstract bool IsSpecial(int id);

    /// <summary>The id of a token, by the string it has in the vocabulary or as an added token; null if there is none.</summary>
    /// <param name="token">The token as its file writes it: a byte-level vocabulary writes a space as <c>Ġ</c>.</param>
    public abstract int? FindId(string token);

    /// <summary>Loads a Hugging Face <c>tokenizer.json</c> or a SentencePiece <c>tokenizer.model</c>, plain or gzipped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TokenizerException">The file is missing, damaged, or asks for a component that is not supported (named with its
    /// JSON pointer).</exception>
    public static Tokenizer Load(string path) => TokenizerJsonLoader.LoadFile(path);

    /// <summary>Loads the text of a Hugging Face <c>tokenizer.json</c>.</summary>
    /// <param name="utf8Json">The JSON text in UTF-8; not kept.</param>
    /// <exception cref="TokenizerException">The text is damaged or asks for a component that is not supported (named with its JSON
    /// pointer).</exception>
    public static Tokenizer LoadJson(ReadOnlySpan<byte> utf8Json) => TokenizerJsonLoader.Load(utf8Json);

    /// <summary>Loads a Hugging Face <c>tokenizer.json</c> from a stream, plain or gzipped.</summary>
    /// <param name="utf8Json">The JSON text in UTF-8; read to its end, and left open.</param>
    /// <exception cref="TokenizerException">The stream cannot be read, or as <see cref="LoadJson(ReadOnlySpan{byte})"/>.</exception>
    public static Tokenizer LoadJson(Stream utf8Json) => TokenizerJsonLoader.Load(utf8Json);
}
