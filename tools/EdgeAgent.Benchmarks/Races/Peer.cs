using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EdgeAgent.Benchmarks.Races;

/// <summary>The other program of a race: a main program around Hugging Face's Rust crate, with empty word caches, one thread.</summary>
internal sealed class Peer(string path)
{
    /// <summary>Runs one mode and returns the line that the program writes.</summary>
    public JsonObject Run(string mode, string tokenizer, string text, int repeat)
        => Start("--tokenizer", tokenizer, "--text", text, $"--{mode}", "--repeat", $"{repeat}", "--json");

    /// <summary>Loads a tokenizer several times and returns the fastest load: milliseconds of the wall's clock and of CPU time.</summary>
    public (double Wall, double Cpu) Load(string tokenizer, int repeat)
    {
        string text = Path.GetTempFileName();
        try
        {
            File.WriteAllText(text, "a");
            JsonObject[] runs = [.. Enumerable.Range(0, repeat).Select(_ => Run("lines", tokenizer, text, 1))];
            return (runs.Min(run => (double)run["load_ms"]!), runs.Min(run => (double)run["load_cpu_ms"]!));
        }
        finally
        {
            File.Delete(text);
        }
    }

    private JsonObject Start(params string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(path, args) { RedirectStandardOutput = true })!;
        string written = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidDataException($"{path} ended with code {process.ExitCode}.");
        return JsonNode.Parse(written)!.AsObject();
    }
}
