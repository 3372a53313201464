using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Tokenizers;

namespace EdgeAgent.Benchmarks.Races;

/// <summary>How fast does one thread encode, beside Hugging Face's Rust crate on the same core, the same text and the same ids?</summary>
/// <remarks>Each measured run has a tokenizer of its own, loaded for it: so its caches are empty. Before, the compiler gets its fill with
/// others. No special tokens are added; added tokens in the text become their ids, as the peer does it.</remarks>
internal sealed class TokenizerRace(string tokenizerPath, string textPath, string? peerPath, int repeat, bool strings)
{
    private const double WarmUpSeconds = 2; // several times what tiered compilation waits and takes (100 ms a stage)

    private readonly byte[] _json = InputFile.Read(tokenizerPath);
    private readonly byte[] _text = InputFile.Read(textPath);

    /// <summary>Runs the modes, lines first; each right beside the peer's.</summary>
    public IEnumerable<RaceResult> Run(TextWriter notes)
    {
        int? core = CpuCore.PinMainThread();
        if (core is null) notes.WriteLine("This system cannot pin a thread to a core: both programs run where it puts them.");
        Peer? peer = peerPath is null ? null : new Peer(peerPath);
        (double Wall, double Cpu)? peerLoad = peer?.Load(tokenizerPath, repeat);
        LoadTimes load = MeasureLoad();
        foreach (string mode in (string[])["lines", "whole"])
        {
            Range[] documents = mode == "lines" ? Lines(_text) : [Range.All];
            string[]? texts = strings ? [.. documents.Select(document => Encoding.UTF8.GetString(_text[document]))] : null;
            int[] ids = new int[_text.Length * 2 + 16]; // a token has at least a byte, but a line may get a prefix
            WarmUp(documents, texts, ids);
            JsonObject? theirs = peer?.Run(mode, tokenizerPath, textPath, repeat);
            RunTimes times = Measure(documents, texts, ids);
            if (theirs is not null && peerLoad is { } fastest) (theirs["load_ms"], theirs["load_cpu_ms"]) = (fastest.Wall, fastest.Cpu);
            yield return new RaceResult
            {
                Tokenizer = InputFile.NameOf(tokenizerPath),
                Mode = mode,
                Api = strings ? "Encode" : "EncodeBytes",
                Documents = documents.Length,
                Bytes = _text.Length,
                Times = times,
                Load = load,
                Hash = Fnv1A64(ids.AsSpan(0, times.Tokens)),
                Core = core,
                Peer = theirs,
            };
        }
    }

    /// <summary>FNV-1a, 64 bits, over the ids as little-endian 32-bit numbers.</summary>
    internal static ulong Fnv1A64(ReadOnlySpan<int> ids)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (int id in ids)
            for (int shift = 0; shift < 32; shift += 8) hash = (hash ^ (byte)(id >> shift)) * 0x100000001b3;
        return hash;
    }

    /// <summary>What lies between the line feeds; after the last one too, even if that is nothing.</summary>
    internal static Range[] Lines(ReadOnlySpan<byte> text)
    {
        List<Range> lines = [];
        foreach (Range line in text.Split((byte)'\n')) lines.Add(line);
        return [.. lines];
    }

    private LoadTimes MeasureLoad()
    {
        double start = CpuClock.WallSeconds;
        Tokenizer.LoadJson(_json);
        double first = CpuClock.WallSeconds - start;
        while (CpuClock.WallSeconds - start < WarmUpSeconds) Tokenizer.LoadJson(_json);
        (double bestWall, double bestCpu) = (double.MaxValue, double.MaxValue);
        for (int run = 0; run < repeat; run++)
        {
            GC.Collect();
            double cpu = CpuClock.ProcessSeconds, wall = CpuClock.WallSeconds; // of the process: a loader may use threads
            Tokenizer.LoadJson(_json);
            (bestWall, bestCpu) = (Math.Min(bestWall, CpuClock.WallSeconds - wall), Math.Min(bestCpu, CpuClock.ProcessSeconds - cpu));
        }
        return new LoadTimes(first, bestWall, bestCpu);
    }

    private void WarmUp(Range[] documents, string[]? texts, int[] ids)
    {
        Tokenizer tokenizer = Tokenizer.LoadJson(_json);
        double start = CpuClock.WallSeconds;
        do Encode(tokenizer, documents, texts, ids);
        while (CpuClock.WallSeconds - start < WarmUpSeconds);
    }

    private RunTimes Measure(Range[] documents, string[]? texts, int[] ids)
    {
        double[] all = new double[repeat];
        RunTimes best = new(all, double.MaxValue, 0, 0, 0);
        for (int run = 0; run < repeat; run++)
        {
            Tokenizer tokenizer = Tokenizer.LoadJson(_json);
            GC.Collect();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            double cpu = CpuClock.ThreadSeconds, wall = CpuClock.WallSeconds;
            int count = Encode(tokenizer, documents, texts, ids);
            all[run] = CpuClock.ThreadSeconds - cpu;
            wall = CpuClock.WallSeconds - wall;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (all[run] < best.Best) best = new RunTimes(all, all[run], wall, allocated, count);
        }
        return best;
    }

    private int Encode(Tokenizer tokenizer, Range[] documents, string[]? texts, int[] ids)
    {
        int count = 0;
        for (int i = 0; i < documents.Length; i++)
        {
            int[] encoded = texts is null ? tokenizer.EncodeBytes(_text.AsSpan(documents[i])) : tokenizer.Encode(texts[i]);
            encoded.CopyTo(ids, count);
            count += encoded.Length;
        }
        return count;
    }
}
