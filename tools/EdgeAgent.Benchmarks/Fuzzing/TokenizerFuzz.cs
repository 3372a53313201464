using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Fuzzing;

/// <summary>What must hold for any text, any bytes, any ids and any split, tried on seeded random ones.</summary>
/// <remarks>
/// What a tokenizer does not promise is not asked of it; these exceptions are:
/// bytes that the vocabulary lacks vanish (<c>smollm2</c> has no token for 21 of them);
/// a normalizer gives another text, which is then only asked to stay (<c>qwen3</c>: NFC), and needs whole characters;
/// in SentencePiece's way U+2581 comes back as a space, each stretch between added tokens may begin with a space of its own, and where a run
/// of byte tokens is not UTF-8 the whole text has other U+FFFDs than the stream; with a Metaspace pre-tokenizer
/// (<c>polish-metaspace</c>) a space that begins the text is dropped.
/// Added tokens that strip the white space around them lose it.
/// </remarks>
internal sealed class TokenizerFuzz
{
    private const int MostFailures = 10;

    private static readonly EncodeOptions s_all = new(), s_none = new() { AddedTokens = AddedTokenMatching.None };

    private readonly Tokenizer _tokenizer;
    private readonly TextPromise _promise;
    private readonly FuzzInput _input;
    private readonly bool[] _known = new bool[256];
    private readonly bool _keepsSpace;

    /// <summary>The fuzz of any tokenizer, to which it holds what is promised of it.</summary>
    public TokenizerFuzz(Tokenizer tokenizer, TextPromise promise)
    {
        (_tokenizer, _promise, _input) = (tokenizer, promise, new FuzzInput(tokenizer));
        for (int id = 0; id < tokenizer.VocabularySize; id++)
            if (tokenizer.TokenBytes(id) is [byte only]) _known[only] = true;
        _keepsSpace = !tokenizer.AddedTokens.Any(token => token.LeftStrip || token.RightStrip);
    }

    /// <summary>The fuzz of a tokenizer.json.</summary>
    public static TokenizerFuzz Of(byte[] json) => new(Tokenizer.LoadJson(json), TextPromises.Of(json));

    /// <summary>Runs the cases from number <paramref name="from"/> on; each depends on the seed and its number only.</summary>
    public FuzzReport Run(int seed, int from, int count)
    {
        Action<Random>[] checks = [CheckText, CheckBytes, CheckIds, CheckSplit, CheckLimits];
        int[] done = new int[checks.Length];
        List<string> failures = [];
        for (int number = from; number < from + count && failures.Count < MostFailures; number++)
        {
            int check = number % checks.Length;
            try
            {
                checks[check](new Random(unchecked(seed * 1_000_003 + number)));
                done[check]++;
            }
#pragma warning disable CA1031 // Whatever escapes is what is looked for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures.Add($"seed {seed}, case {number}, {checks[check].Method.Name}: {e.GetType().Name}: {e.Message}");
            }
        }
        return new FuzzReport(done.Sum() + failures.Count, checks.Zip(done).ToDictionary(pair => pair.First.Method.Name["Check".Length..], pair => pair.Second), failures);
    }

    /// <summary>decode(encode(text)) is the text; UTF-8 and UTF-16 give the same ids; counting counts them; the stream is the whole.</summary>
    private void CheckText(Random random)
    {
        string text = _input.Text(random);
        EncodeOptions options = random.Next(2) == 0 ? s_all : s_none;
        int[] ids = _tokenizer.Encode(text, options);
        string decoded = _tokenizer.Decode(ids);
        Hold(ids.AsSpan().SequenceEqual(_tokenizer.EncodeBytes(Encoding.UTF8.GetBytes(text), options)), "UTF-8 gives other ids than UTF-16", text);
        Hold(_tokenizer.CountTokens(text, options) == ids.Length, "another count", text);
        switch (_promise)
        {
            case TextPromise.Bytes when _keepsSpace || options == s_none:
                Hold(decoded == Encoding.UTF8.GetString(Known(Encoding.UTF8.GetBytes(text))), "decode(encode(x)) is not x", text);
                break;
            case TextPromise.Normalized:
                Hold(_tokenizer.Decode(_tokenizer.Encode(decoded, options)) == decoded, "decode(encode(x)) does not stay", text);
                break;
            case TextPromise.Spaces when options == s_none:
                Hold(decoded == text.Replace('\u2581', ' '), "decode(encode(x)) is not x", text);
                break;
            case TextPromise.SpacesButTheFirst when options == s_none:
                string spaced = text.Replace('\u2581', ' ');
                Hold(decoded == (spaced.StartsWith(' ') ? spaced[1..] : spaced), "decode(encode(x)) is not x", text);
                break;
        }
        HoldStream(ids, skip: false, text);
    }

    /// <summary>Bytes of any kind: the tokens' bytes joined are the bytes.</summary>
    private void CheckBytes(Random random)
    {
        byte[] bytes = _input.Bytes(random);
        int[] ids = _tokenizer.EncodeBytes(bytes, s_none);
        string shown = Convert.ToHexString(bytes);
        if (_promise == TextPromise.Bytes) Hold(Joined(ids).SequenceEqual(Known(bytes)), "the tokens' bytes are not the bytes", shown);
        HoldStream(ids, skip: false, shown);
    }

    /// <summary>Ids of any kind: incremental is whole, in whole characters.</summary>
    private void CheckIds(Random random)
    {
        int[] ids = _input.Ids(random);
        HoldStream(ids, skip: random.Next(2) == 0, string.Join(' ', ids));
    }

    /// <summary>A text cut anywhere, also within a character, and encoded in parts: the same text, streamed or whole.</summary>
    private void CheckSplit(Random random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(_input.Text(random));
        int cut = random.Next(bytes.Length + 1);
        int[] first = _tokenizer.EncodeBytes(bytes.AsSpan(0, cut), s_none);
        int[] second = first.Length == 0 || random.Next(2) == 0 ? _tokenizer.EncodeBytes(bytes.AsSpan(cut), s_none)
            : _tokenizer.EncodeContinuation(bytes.AsSpan(cut), first[^1]);
        string shown = $"{Convert.ToHexString(bytes)} cut at {cut}";
        int[] ids = [.. first, .. second];
        if (_promise == TextPromise.Bytes && _keepsSpace) Hold(Joined(ids).SequenceEqual(Known(bytes)), "the parts' bytes are not the bytes", shown);
        HoldStream(ids, skip: false, shown);
    }

    /// <summary>Limits are met with the errors that are documented, and only where they are exceeded.</summary>
    private void CheckLimits(Random random)
    {
        string text = _input.Text(random);
        int count = _tokenizer.CountTokens(text), most = random.Next(count + 3), longest = random.Next(text.Length + 3);
        string? expected = text.Length > longest ? "EA3101" : count > most ? "EA3102" : null;
        string? code = null;
        try
        {
            int[] ids = _tokenizer.Encode(text, new EncodeOptions { MaxTokens = most, MaxLength = longest });
            Hold(ids.Length == count, "another count under limits", text);
        }
        catch (TokenizerException e)
        {
            code = e.Code;
        }
        Hold(code == expected, $"expected {expected ?? "no error"}, got {code ?? "none"}", text);
    }

    private void HoldStream(int[] ids, bool skip, string shown)
    {
        IncrementalDecoder decoder = _tokenizer.CreateDecoder(skip);
        StringBuilder text = new();
        for (int i = 0; i <= ids.Length; i++)
        {
            string piece = i < ids.Length ? decoder.Append(ids[i]) : decoder.Flush();
            Hold(piece.Length == 0 || !(char.IsLowSurrogate(piece[0]) || char.IsHighSurrogate(piece[^1])), "half a character", shown);
            text.Append(piece);
        }
        string whole = _tokenizer.Decode(ids, skip);
        bool comparable = _promise is TextPromise.Bytes or TextPromise.Normalized || !whole.Contains('\uFFFD');
        if (comparable) Hold(text.ToString() == whole, "incremental is not whole", shown);
    }

    private byte[] Known(byte[] bytes) => [.. bytes.Where(value => _known[value])];

    private byte[] Joined(int[] ids) => [.. ids.SelectMany(id => _tokenizer.TokenBytes(id).ToArray())];

    private static void Hold(bool holds, string otherwise, string input)
    {
        if (!holds) throw new InvalidDataException($"{otherwise}: {JsonSerializer.Serialize(input)}");
    }
}
