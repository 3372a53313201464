using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Benchmarks.Masks;

/// <summary>The other program of the race: llguidance's Rust core, which walks the same token ids and writes a line a schema.</summary>
internal static class MaskPeer
{
    /// <summary>Runs it on the core of this process, and reads what became of each row.</summary>
    public static Dictionary<string, PeerRow> Run(string program, IReadOnlyList<MaskRow> rows, string tokenizerPath)
    {
        string folder = Directory.CreateTempSubdirectory("maskbench").FullName;
        try
        {
            string sample = Path.Combine(folder, "sample.jsonl"), tokenizer = Path.Combine(folder, "tokenizer.json"), output = Path.Combine(folder, "out.jsonl");
            using (FileStream file = File.Create(sample))
                foreach (MaskRow row in rows) Write(file, row);
            File.WriteAllBytes(tokenizer, InputFile.Read(tokenizerPath));
            using Process process = Process.Start(new ProcessStartInfo(program, [sample, tokenizer, output, "mask"])
            {
                RedirectStandardError = true, RedirectStandardOutput = true,
            })!;
            Task<string> written = process.StandardOutput.ReadToEndAsync();
            string wrong = process.StandardError.ReadToEnd();
            written.Wait();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidDataException($"{program} ended with code {process.ExitCode}. {wrong}");
            return Read(output, rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The row's line, with the token ids that the program wants in <c>tokens</c>.</summary>
    private static void Write(Stream stream, MaskRow row)
    {
        if (row.HasTokens)
        {
            stream.Write(row.Line.Span);
        }
        else
        {
            ReadOnlySpan<byte> line = row.Line.Span.TrimEnd(" \r\t"u8);
            stream.Write(line[..^1]); // without the last brace
            stream.Write(Encoding.UTF8.GetBytes($", \"tokens\": [{string.Join(',', row.Instances.Select(i => $"[{string.Join(',', i.Ids)}]"))}]}}"));
        }
        stream.WriteByte((byte)'\n');
    }

    private static Dictionary<string, PeerRow> Read(string path, IReadOnlyList<MaskRow> rows)
    {
        Dictionary<string, int> tests = rows.ToDictionary(row => row.Id, row => row.Instances.Length, StringComparer.Ordinal);
        Dictionary<string, PeerRow> results = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            if (!row.TryGetProperty("id", out JsonElement id)) continue; // the last line is about the program
            results[id.GetString()!] = PeerRow.Of(row, tests[id.GetString()!]);
        }
        return results;
    }
}
