using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeAgent.Tokenizers.Json;

/// <summary>Finds where a tokenizer.json names added tokens, and writes it again with other names there.</summary>
internal sealed class AddedTokenRenamer(IReadOnlyDictionary<string, string> names)
{
    private readonly List<(int Start, int Length, string Name)> _places = [];   // of the strings, quotes included
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _newNames = new(names.Values, StringComparer.Ordinal);
    private readonly List<string> _path = [];                                   // for each open object its current property; "" for arrays

    public void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray: _path.Add(""); break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray: _path.RemoveAt(_path.Count - 1); break;
                case JsonTokenType.PropertyName: ReadPropertyName(ref reader); break;
                case JsonTokenType.String: ReadString(ref reader); break;
            }
        }
        foreach (string name in names.Keys)
            if (!_found.Contains(name)) throw TokenizerErrors.BadRenaming($"'{name}' is no added token of the file.", "/added_tokens");
        if (_newNames.Count != names.Count) throw TokenizerErrors.BadRenaming("Two tokens would have one name.", "the names given");
    }

    public byte[] Write(ReadOnlySpan<byte> json)
    {
        using var output = new MemoryStream(json.Length + 256);
        int done = 0;
        foreach ((int start, int length, string name) in _places)
        {
            output.Write(json[done..start]);
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            output.Write("\""u8);
            done = start + length;
        }
        output.Write(json[done..]);
        return output.ToArray();
    }

    private void ReadPropertyName(ref Utf8JsonReader reader)
    {
        bool vocabulary = _path is ["model", "vocab", _];
        if (vocabulary || _path is ["post_processor", ..]) Note(ref reader);
        if (vocabulary) CheckNewNames(ref reader);
        // Vocabularies are large: their keys are not worth a string each.
        _path[^1] = vocabulary ? "" : reader.GetString()!;
    }

    private void ReadString(ref Utf8JsonReader reader)
    {
        if (_path is ["added_tokens", "", "content"])
        {
            CheckNewNames(ref reader);
            if (Note(ref reader) is { } name) _found.Add(name);
        }
        else if (_path is ["post_processor", ..] or ["model", "unk_token"]) Note(ref reader);
    }

    /// <summary>Remembers the current string if it is an old name, and returns it.</summary>
    private string? Note(ref Utf8JsonReader reader)
    {
        foreach ((string old, string renamed) in names)
        {
            if (!reader.ValueTextEquals(old)) continue;
            _places.Add(((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2, renamed));
            return old;
        }
        return null;
    }

    private void CheckNewNames(ref Utf8JsonReader reader)
    {
        foreach (string name in _newNames)
            if (reader.ValueTextEquals(name) && !names.ContainsKey(name))
                throw TokenizerErrors.BadRenaming($"The file already has a token '{name}'.", "/" + string.Join('/', _path.Where(static p => p != "")));
    }
}
