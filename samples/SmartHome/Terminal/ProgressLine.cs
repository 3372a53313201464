using EdgeAgent.Models;

namespace SmartHome.Terminal;

/// <summary>What a conversion does (the first run makes one), on one line of a terminal or a line a stage elsewhere.</summary>
/// <param name="writer">Standard error, so that the answer can be piped on.</param>
/// <param name="rewrites">Whether a line may be written over (a terminal).</param>
public sealed class ProgressLine(TextWriter writer, bool rewrites) : IProgress<ModelProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private ModelStage? _stage;
    private int _width;

    public void Report(ModelProgress value)
    {
        lock (_lock)
        {
            if (value.Stage == ModelStage.Warning)
            {
                End();
                writer.WriteLine(value.Message);
                return;
            }
            if (value.Stage == ModelStage.Done || (!rewrites && value.Stage == _stage)) return;
            _stage = value.Stage;
            string line = value.Message ?? $"{Doing(value.Stage)} {value.Model}";
            if (!rewrites)
            {
                writer.WriteLine(line);
                return;
            }
            if (value.Fraction is { } fraction) line = $"{line} {(int)(fraction * 100)}%";
            writer.Write("\r" + line.PadRight(_width));
            writer.Flush();
            _width = line.Length;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        lock (_lock) End();
    }

    private void End()
    {
        if (_width > 0) writer.Write("\r" + new string(' ', _width) + "\r");
        _width = 0;
    }

    private static string Doing(ModelStage stage) => stage switch
    {
        ModelStage.Waiting => "Waiting for another process that converts",
        ModelStage.CheckingSource => "Checking",
        ModelStage.Converting => "Converting",
        ModelStage.Verifying => "Verifying",
        _ => stage.ToString(),
    };
}
