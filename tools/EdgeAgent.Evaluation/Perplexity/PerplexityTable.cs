namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>What each way of quantizing costs: sources made of one GGUF, each converted by several ways.</summary>
/// <param name="gguf">A Llama in GGUF.</param>
/// <param name="run">Measures.</param>
/// <param name="work">A folder with room for the model in BF16, a package of it in float32 and the logits of a text: about 2 GB.</param>
internal sealed class PerplexityTable(string gguf, PerplexityRun run, string work)
{
    private const int Seed = 1;

    /// <summary>The reference of each source.</summary>
    public const string Reference = "--bits 32";

    /// <summary>The sources, and the ways that tell something of them.</summary>
    public static IReadOnlyList<(string Source, IReadOnlyList<string> Ways)> Default { get; } =
    [
        ("gguf", [Reference, "", "--head float --accuracy-level 0", "--head 4"]),
        ("grid", [Reference, "--bits 4 --head 8"]),
        ("dithered",
        [
            Reference, "--bits 8", "--head 8", "--bits 4 --head 8", "--bits 4 --symmetric --head 8", "", "--bits 4",
            .. new[] { 16, 64 }.Select(static block => $"--bits 4 --block {block} --head 8"),
        ]),
        ("rotated", [Reference, "--bits 8", "--head 8", "--bits 4 --head 8", "--bits 4 --symmetric --head 8"]),
    ];

    /// <summary>Measures all of them.</summary>
    /// <param name="plan">Sources and ways; a source without <see cref="Reference"/> has no differences.</param>
    /// <param name="done">Told of each row and of its source's reference.</param>
    /// <param name="cancellationToken">Stops; nothing is left.</param>
    public async Task RunAsync(
        IReadOnlyList<(string Source, IReadOnlyList<string> Ways)> plan, Action<PerplexityRow, PerplexityRow?> done, CancellationToken cancellationToken)
    {
        foreach ((string source, IReadOnlyList<string> ways) in plan)
        {
            string path = Make(source);
            PerplexityRow? reference = null;
            string logits = Directory.CreateDirectory(Path.Combine(work, "reference")).FullName;
            foreach (string way in ways)
            {
                PerplexityRow row = await run.MeasureAsync(path, source, way, work, way == Reference || reference is not null ? logits : null, cancellationToken);
                if (way == Reference) reference = row;
                done(row, reference);
            }
            Directory.Delete(logits, recursive: true);
            if (path != gguf) Directory.Delete(path, recursive: true);
        }
    }

    private string Make(string source)
    {
        if (source == "gguf") return gguf;
        string folder = Path.Combine(work, source);
        FloatCheckpoint.Write(gguf, folder, source switch
        {
            "grid" => new Unchanged(),
            "dithered" => new Dither(Seed),
            "rotated" => new Rotation(Seed),
            _ => throw new InvalidDataException($"'{source}' is not one of gguf, grid, dithered and rotated."),
        });
        return folder;
    }
}
