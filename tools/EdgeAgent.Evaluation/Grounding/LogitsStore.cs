using System.Runtime.InteropServices;

namespace EdgeAgent.Evaluation.Grounding;

/// <summary>The logits of one prompt's answers by the sequence they follow, and the KV cache of the prompt; in files, or where there is no
/// folder in memory.</summary>
/// <remarks>
/// Only for the model that filled it. A record is the 64-bit FNV-1a hash of the sequence's ids and the logits as float32; a record that was cut
/// off is written anew. Not thread-safe.
/// </remarks>
internal sealed class LogitsStore : IDisposable
{
    private readonly Dictionary<ulong, long> _places = [];
    private readonly Stream _file;
    private readonly string? _stateFile;
    private readonly int _vocabulary;
    private byte[]? _state;

    /// <param name="folder">Where the files are; null keeps everything in memory.</param>
    /// <param name="name">The prompt's name: a file name.</param>
    /// <param name="vocabulary">Logits of a record.</param>
    public LogitsStore(string? folder, string name, int vocabulary)
    {
        _vocabulary = vocabulary;
        if (folder is null)
        {
            _file = new MemoryStream();
            return;
        }
        Directory.CreateDirectory(folder);
        _stateFile = Path.Combine(folder, $"{name}.kv");
        _file = new FileStream(Path.Combine(folder, $"{name}.logits"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        Index();
        if (File.Exists(_stateFile))
        {
            using BinaryReader reader = new(File.OpenRead(_stateFile));
            PromptLength = reader.ReadInt32();
        }
    }

    /// <summary>Tokens of the prompt whose state is stored; null where none is.</summary>
    public int? PromptLength { get; private set; }

    private long RecordBytes => sizeof(ulong) + (sizeof(float) * (long)_vocabulary);

    /// <summary>Reads what follows a sequence.</summary>
    public bool TryRead(ReadOnlySpan<int> sequence, Span<float> logits)
    {
        if (!_places.TryGetValue(Hash(sequence), out long place)) return false;
        _file.Position = place;
        _file.ReadExactly(MemoryMarshal.AsBytes(logits[.._vocabulary]));
        return true;
    }

    /// <summary>Keeps what follows a sequence.</summary>
    public void Add(ReadOnlySpan<int> sequence, ReadOnlySpan<float> logits)
    {
        ulong hash = Hash(sequence);
        long start = _places.Count * RecordBytes;
        _file.Position = start;
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(ref hash)));
        _file.Write(MemoryMarshal.AsBytes(logits[.._vocabulary]));
        _places[hash] = start + sizeof(ulong);
    }

    /// <summary>The prompt's state; null where none is stored.</summary>
    public byte[]? ReadState() => _stateFile is null ? _state : File.Exists(_stateFile) ? File.ReadAllBytes(_stateFile)[sizeof(int)..] : null;

    /// <summary>Keeps the prompt's state.</summary>
    public void WriteState(int tokens, byte[] state)
    {
        PromptLength = tokens;
        if (_stateFile is null)
        {
            _state = state;
            return;
        }
        string part = _stateFile + ".part";
        using (FileStream file = File.Create(part))
        {
            file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref tokens)));
            file.Write(state);
        }
        File.Move(part, _stateFile, overwrite: true);
    }

    public void Dispose() => _file.Dispose();

    private void Index()
    {
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        for (long start = 0; start + RecordBytes <= _file.Length; start += RecordBytes)
        {
            _file.Position = start;
            _file.ReadExactly(hash);
            _places[BitConverter.ToUInt64(hash)] = start + sizeof(ulong);
        }
    }

    private static ulong Hash(ReadOnlySpan<int> ids)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in MemoryMarshal.AsBytes(ids)) hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
