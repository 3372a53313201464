using System.Text.Json;
using EdgeAgent.Tokenizers.Bpe;
using EdgeAgent.Tokenizers.Json;

namespace EdgeAgent.Tokenizers.SentencePiece;

/// <summary>A SentencePiece BPE vocabulary, and the tokenizer.json that does the same.</summary>
/// <remarks>
/// SentencePiece joins the neighbours whose joined piece has the highest score; merges name both halves, so each piece gives one for every
/// cut into two pieces, by falling score. This is what Hugging Face's converter writes. Source: sentencepiece's bpe_model.cc.
/// </remarks>
internal sealed class PieceVocabulary
{
    private const int LongestPiece = 1024;   // in chars; every cut of every piece is tried

    /// <summary>The pieces by id.</summary>
    public required string[] Pieces { get; init; }

    /// <summary>By id: the higher, the earlier it is joined.</summary>
    public required float[] Scores { get; init; }

    /// <summary>By id.</summary>
    public required PieceType[] Types { get; init; }

    /// <summary>Whether a space goes before every text.</summary>
    public required bool AddsSpace { get; init; }

    /// <summary>The token before every text, or null.</summary>
    public (string Token, int Id)? Before { get; init; }

    /// <summary>The token after every text, or null.</summary>
    public (string Token, int Id)? After { get; init; }

    /// <summary>Makes the error for a piece that cannot be used: what is wrong, and its id.</summary>
    public required Func<string, int, TokenizerException> Bad { get; init; }

    /// <summary>Writes the tokenizer.json.</summary>
    public ReadOnlyMemory<byte> ToTokenizerJson()
    {
        List<(int Left, int Right, float Score)> merges = Merges();
        return TokenizerJsonWriter.Write(Pieces.Length * 80, json =>
        {
            TokenizerJsonWriter.WriteAddedTokens(json, Enumerable.Range(0, Pieces.Length).Where(IsAdded)
                .Select(id => (id, Pieces[id], Types[id] != PieceType.UserDefined)));
            WriteNormalizer(json);
            json.WriteNull("pre_tokenizer");
            TokenizerJsonWriter.WritePostProcessor(json, Before, After);
            WriteDecoder(json, AddsSpace);
            WriteModel(json, merges);
        });
    }

    private bool IsAdded(int id) => Types[id] is PieceType.Control or PieceType.UserDefined or PieceType.Unknown;

    private List<(int Left, int Right, float Score)> Merges()
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int id = 0; id < Pieces.Length; id++)
            if (Types[id] == PieceType.Normal && !ids.TryAdd(Pieces[id], id)) throw Bad($"The piece '{Pieces[id]}' is given twice.", id);
        var find = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        List<(int Left, int Right, float Score)> merges = [], cuts = [];
        for (int id = 0; id < Pieces.Length; id++)
        {
            string piece = Pieces[id];
            if (Types[id] is not (PieceType.Normal or PieceType.Unused or PieceType.UserDefined)) continue;
            if (piece.Length > LongestPiece) throw Bad($"The piece is longer than {LongestPiece} chars.", id);
            if (Types[id] == PieceType.UserDefined && piece.AsSpan().ContainsAny(' ', SpaceMark.Text[0]))
                throw Bad($"The user-defined piece '{piece}' holds a space, which is not supported.", id);
            cuts.Clear();
            for (int cut = 1; cut < piece.Length; cut++)
                if (find.TryGetValue(piece.AsSpan(0, cut), out int left) && find.TryGetValue(piece.AsSpan(cut), out int right))
                    cuts.Add((left, right, Scores[id]));
            // Joined first and cut up again afterwards: nothing in a tokenizer.json does that.
            if (cuts.Count > 0 && Types[id] == PieceType.Unused) throw Bad($"The unused piece '{piece}' can be joined, which is not supported.", id);
            if (Types[id] == PieceType.Normal) merges.AddRange(cuts.OrderBy(static cut => (cut.Left, cut.Right)));
        }
        return [.. merges.OrderByDescending(static merge => merge.Score)];   // stable: of equal scores the lower id first
    }

    private void WriteNormalizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("normalizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("normalizers");
        if (AddsSpace)
        {
            json.WriteStartObject();
            json.WriteString("type", "Prepend");
            json.WriteString("prepend", SpaceMark.Text);
            json.WriteEndObject();
        }
        WriteReplace(json, " ", SpaceMark.Text);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes <c>decoder</c>.</summary>
    public static void WriteDecoder(Utf8JsonWriter json, bool dropsSpace)
    {
        json.WriteStartObject("decoder");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("decoders");
        WriteReplace(json, SpaceMark.Text, " ");
        foreach (string type in (ReadOnlySpan<string>)["ByteFallback", "Fuse"])
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteEndObject();
        }
        if (dropsSpace)
        {
            json.WriteStartObject();
            json.WriteString("type", "Strip");
            json.WriteString("content", " ");
            json.WriteNumber("start", 1);
            json.WriteNumber("stop", 0);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReplace(Utf8JsonWriter json, string pattern, string content)
    {
        json.WriteStartObject();
        json.WriteString("type", "Replace");
        json.WriteStartObject("pattern");
        json.WriteString("String", pattern);
        json.WriteEndObject();
        json.WriteString("content", content);
        json.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter json, List<(int Left, int Right, float Score)> merges)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        int unknown = Array.IndexOf(Types, PieceType.Unknown);
        json.WriteString("unk_token", unknown < 0 ? null : Pieces[unknown]);
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", true);
        json.WriteBoolean("byte_fallback", Types.Contains(PieceType.Byte));
        json.WriteStartObject("vocab");
        for (int id = 0; id < Pieces.Length; id++)
            if (Types[id] != PieceType.Unused) json.WriteNumber(Pieces[id], id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach ((int left, int right, _) in merges) WriteMerge(json, Pieces[left], Pieces[right]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMerge(Utf8JsonWriter json, string left, string right)
    {
        if (!left.Contains(' ', StringComparison.Ordinal) && !right.Contains(' ', StringComparison.Ordinal))
        {
            json.WriteStringValue($"{left} {right}");
            return;
        }
        json.WriteStartArray();
        json.WriteStringValue(left);
        json.WriteStringValue(right);
        json.WriteEndArray();
    }
}
