using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAgent.Tokenizers.Bpe;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Reads the model of a tokenizer.json: vocabulary, and merges or scores, straight into their tables, without a string for
/// each.</summary>
internal ref struct ModelTables
{
    /// <summary>The largest id: far above any vocabulary, low enough that tables by id stay small.</summary>
    public const int LargestId = MergeTable.IdLimit - 1;

    private TokenTable? _vocabulary;
    private int _count;
    private Utf8JsonReader _merges;   // stands on the merges; they may come before the vocabulary
    private bool _hasMerges;
    private List<double>? _scores;    // of a vocabulary of pieces with scores
    private byte[] _left = new byte[64], _right = new byte[64], _joined = new byte[128];   // unescaped tokens of a merge

    public ModelTables()
    {
    }

    /// <summary>Reads the model object; returns what it holds beside vocabulary and merges.</summary>
    public JsonElement Read(ref Utf8JsonReader reader)
    {
        var others = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(others);
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool vocabulary = reader.ValueTextEquals("vocab"u8), merges = reader.ValueTextEquals("merges"u8);
            string name = reader.GetString()!;
            reader.Read();
            if (vocabulary && reader.TokenType == JsonTokenType.StartObject) ReadVocabulary(ref reader);
            else if (vocabulary && reader.TokenType == JsonTokenType.StartArray) ReadPieces(ref reader);
            else if (merges && reader.TokenType == JsonTokenType.StartArray)
            {
                if (_hasMerges) throw TokenizerErrors.Malformed("The merges are given twice.", "/model/merges");
                _merges = reader;
                _hasMerges = true;
                reader.Skip();
            }
            else if (vocabulary || merges) reader.Skip();   // another model's, or wrong: Finish says so
            else
            {
                writer.WritePropertyName(name);
                JsonElement.ParseValue(ref reader).WriteTo(writer);
            }
        }
        writer.WriteEndObject();
        writer.Flush();
        var copy = new Utf8JsonReader(others.WrittenSpan);
        return JsonElement.ParseValue(ref copy);
    }

    /// <summary>The tables of a unigram model, complete.</summary>
    public readonly (TokenTable Vocabulary, double[] Scores) FinishPieces()
    {
        if (_scores is null) throw TokenizerErrors.Malformed("An array of pieces with scores is expected here.", "/model/vocab");
        if (_scores.Count == 0) throw TokenizerErrors.BadVocabulary("The vocabulary has no pieces.", "/model/vocab");
        return (_vocabulary!, [.. _scores]);
    }

    /// <summary>The tables, complete.</summary>
    public (TokenTable Vocabulary, MergeTable Merges, int Count) Finish()
    {
        if (_vocabulary is null || _scores is not null) throw TokenizerErrors.Malformed("An object of tokens and ids is expected here.", "/model/vocab");
        if (!_hasMerges) throw TokenizerErrors.Malformed("An array of merges is expected here.", "/model/merges");
        return (_vocabulary, ReadMerges(), _count);
    }

    private void ReadVocabulary(ref Utf8JsonReader reader)
    {
        if (_vocabulary is not null) throw TokenizerErrors.Malformed("The vocabulary is given twice.", "/model/vocab");
        _vocabulary = new TokenTable(1024);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> token = Unescaped(ref reader, ref _left);
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id is < 0 or > LargestId)
                throw TokenizerErrors.BadVocabulary($"The id of '{Text(token)}' is not a whole number from 0 to {LargestId}.", "/model/vocab");
            if (_vocabulary.Contains(id))
                throw TokenizerErrors.BadVocabulary($"The id {id} is given to '{Text(token)}' and to '{Text(_vocabulary[id])}'.", "/model/vocab");
            if (_vocabulary.TryGetId(token, out _))
                throw TokenizerErrors.BadVocabulary($"The token '{Text(token)}' is given twice.", "/model/vocab");
            _vocabulary.Add(id, token);
            _count++;
        }
    }

    private void ReadPieces(ref Utf8JsonReader reader)
    {
        if (_vocabulary is not null) throw TokenizerErrors.Malformed("The vocabulary is given twice.", "/model/vocab");
        List<byte[]> pieces = [];
        _scores = [];
        for (int id = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; id++)
        {
            if (id > LargestId) throw TokenizerErrors.BadVocabulary($"There are more than {LargestId + 1} pieces.", "/model/vocab");
            if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
                throw NotAPiece(id);
            pieces.Add(Unescaped(ref reader, ref _left).ToArray());
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number) throw NotAPiece(id);
            _scores.Add(JsonScore.TryParse(reader.ValueSpan, out double score) ? score : throw NotAPiece(id));
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw NotAPiece(id);
        }
        _vocabulary = new TokenTable(pieces.Count);
        for (int id = pieces.Count - 1; id >= 0; id--) _vocabulary.Add(id, pieces[id]);   // of equal pieces the last is found
        _count = pieces.Count;
    }

    private static TokenizerException NotAPiece(int id)
        => TokenizerErrors.BadVocabulary("A piece is not a pair of a string and a finite number.", $"/model/vocab/{id}");

    private MergeTable ReadMerges()
    {
        var merges = new MergeTable(Math.Min(_count, MergeTable.RankLimit));
        Utf8JsonReader reader = _merges;
        for (int rank = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            if (rank == MergeTable.RankLimit)
                throw TokenizerErrors.BadMerge($"There are more than {MergeTable.RankLimit} merges.", Pointer(rank));
            ReadOnlySpan<byte> left, right;
            if (reader.TokenType == JsonTokenType.String) SplitMerge(Unescaped(ref reader, ref _left), rank, out left, out right);
            else ReadPair(ref reader, rank, out left, out right);
            merges.Set(Find(left, rank), Find(right, rank), rank, FindJoined(left, right, rank));
        }
        return merges;
    }

    private static void SplitMerge(ReadOnlySpan<byte> merge, int rank, out ReadOnlySpan<byte> left, out ReadOnlySpan<byte> right)
    {
        int space = merge.IndexOf((byte)' ');
        if (space < 0 || merge.LastIndexOf((byte)' ') != space)
            throw TokenizerErrors.BadMerge($"The merge '{Text(merge)}' is not two tokens with one space between.", Pointer(rank));
        left = merge[..space];
        right = merge[(space + 1)..];
    }

    private void ReadPair(scoped ref Utf8JsonReader reader, int rank, out ReadOnlySpan<byte> left, out ReadOnlySpan<byte> right)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
            throw NotAPair(rank);
        left = Unescaped(ref reader, ref _left);
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw NotAPair(rank);
        right = Unescaped(ref reader, ref _right);
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw NotAPair(rank);
    }

    private readonly int Find(ReadOnlySpan<byte> token, int rank)
        => _vocabulary!.TryGetId(token, out int id) ? id
            : throw TokenizerErrors.BadMerge($"The merge's token '{Text(token)}' is not in the vocabulary.", Pointer(rank));

    private int FindJoined(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int rank)
    {
        if (left.Length + right.Length > _joined.Length) _joined = new byte[(left.Length + right.Length) * 2];
        left.CopyTo(_joined);
        right.CopyTo(_joined.AsSpan(left.Length));
        return Find(_joined.AsSpan(0, left.Length + right.Length), rank);
    }

    /// <summary>The current string without escapes; in <paramref name="scratch"/> if it has some.</summary>
    private static ReadOnlySpan<byte> Unescaped(scoped ref Utf8JsonReader reader, scoped ref byte[] scratch)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        if (scratch.Length < reader.ValueSpan.Length) scratch = new byte[reader.ValueSpan.Length * 2];
        return scratch.AsSpan(0, reader.CopyString(scratch));
    }

    private static TokenizerException NotAPair(int rank)
        => TokenizerErrors.BadMerge("The merge is neither a string nor a pair of strings.", Pointer(rank));

    private static string Text(ReadOnlySpan<byte> token) => Encoding.UTF8.GetString(token);

    private static string Pointer(int rank) => $"/model/merges/{rank}";
}
