using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Agents;
using SmartHome.Simulation;
using Spectre.Console;

namespace SmartHome.Terminal;

/// <summary>Prints an agent turn as it happens: calls while they are written, what they did to the house, the answer, the times.</summary>
/// <param name="console">Where to; one without ANSI gets the same as plain text.</param>
/// <param name="house">Shown where calls changed it; null for tools that have no house.</param>
/// <param name="clock">Measures the turn.</param>
public sealed class TurnPrinter(IAnsiConsole console, House? house, TimeProvider clock)
{
    private static readonly Style CallStyle = new(Color.Aqua);
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, int> _printed = []; // by call id: characters of the arguments already on the screen
    private HouseState? _before;   // as it was before the first handler since the last table
    private string? _growing;      // id of the call whose line is open
    private bool _textOpen;

    /// <summary>Prints the turn to its end.</summary>
    /// <param name="turn">The events of one turn.</param>
    /// <param name="load">What loading the model took, where this turn waited for it.</param>
    /// <param name="cancellationToken">Stops the turn.</param>
    /// <returns>The turn's result, times and tokens.</returns>
    /// <exception cref="OperationCanceledException">The turn was cancelled; what was printed stands.</exception>
    public async Task<TurnReport> PrintAsync(IAsyncEnumerable<AgentEvent> turn, TimeSpan? load, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        TurnReport report = new() { Load = load };
        try
        {
            await foreach (AgentEvent happened in turn.WithCancellation(cancellationToken))
            {
                Print(happened);
                report = happened switch
                {
                    ModelCallFinished call => report.With(call),
                    ToolCallStarted when report.ToHandler is null => report with { ToHandler = clock.GetElapsedTime(start) },
                    TurnFinished finished => report with { Result = finished.Result },
                    _ => report,
                };
            }
        }
        finally
        {
            EndLine();
            ShowHouse();
        }
        report = report with { Total = clock.GetElapsedTime(start) };
        console.WriteLine(report.ToString(), new Style(Color.Grey));
        return report;
    }

    private void Print(AgentEvent happened)
    {
        switch (happened)
        {
            case TextDelta text:
                ShowHouse();
                if (!_textOpen) EndLine();
                _textOpen = true;
                Piece(text.Text, Style.Plain);
                break;
            case ToolCallGrowing call:
                ShowHouse();
                Grow(call.CallId, call.Name, call.ArgumentsText);
                break;
            case ApprovalRequested:
                EndLine(); // the approver asks
                break;
            case ToolCallStarted started:
                _before ??= house?.State();
                Whole(started.Call);
                break;
            case ToolCallSucceeded succeeded:
                Whole(succeeded.Call);
                Piece(string.Create(CultureInfo.InvariantCulture,
                    $"  ✓ {OneLine(succeeded.Result)} ({succeeded.Elapsed.TotalMilliseconds:0.0} ms)\n"), new Style(Color.Green));
                break;
            case ToolCallFailed failed:
                Whole(failed.Call);
                Piece($"  ✗ {failed.Failure}: {failed.Message}\n", new Style(Color.Red));
                break;
            case TurnFinished finished:
                EndLine();
                ShowHouse();
                if (finished.Result.StopReason != StopReason.Completed)
                    Piece($"{finished.Result.Text} ({finished.Result.StopReason})\n", new Style(Color.Red));
                break;
        }
    }

    /// <summary>Prints what is new of a call that the model is writing.</summary>
    private void Grow(string id, string? name, string arguments)
    {
        if (name is null) return;
        if (_growing != id)
        {
            EndLine();
            _growing = id;
            if (_printed.TryAdd(id, 0)) Piece($"→ {name} ", CallStyle);
        }
        int shown = _printed[id];
        if (arguments.Length <= shown) return;
        Piece(arguments[shown..], CallStyle);
        _printed[id] = arguments.Length;
    }

    /// <summary>The whole call, for clients that do not stream it; nothing for one that is on the screen.</summary>
    private void Whole(ToolCall call)
    {
        if (!_printed.ContainsKey(call.CallId))
            Grow(call.CallId, call.Name, OneLine(call.Arguments));
        EndLine();
    }

    private void EndLine()
    {
        if (_growing is not null || _textOpen) Piece("\n", Style.Plain);
        (_growing, _textOpen) = (null, false);
    }

    private void ShowHouse()
    {
        if (house is null || _before is not { } before) return;
        _before = null;
        HouseState after = house.State();
        if (HouseView.Differs(before, after)) console.Write(HouseView.Render(after, before));
    }

    // Not console.Write(string): that lays every piece out as a paragraph of its own and would wrap in the middle of a streamed line.
    private void Piece(string text, Style style)
    {
        TextWriter writer = console.Profile.Out.Writer;
        bool color = console.Profile.Capabilities.Ansi && style != Style.Plain;
        writer.Write(color ? $"\u001b[{Sgr(style)}m{Safe(text)}\u001b[0m" : Safe(text));
        writer.Flush();
    }

    // Not GetRawText: results may come indented.
    private static string OneLine(JsonElement json) =>
        json.ValueKind == JsonValueKind.Undefined ? "?" : JsonSerializer.Serialize(json, Readable);

    private static int Sgr(Style style) =>
        style.Foreground == Color.Red ? 31 : style.Foreground == Color.Green ? 32 : 36;

    // What a model or a tool says must not drive the terminal: control characters other than line ends and tabs are shown as ·.
    private static string Safe(string text) =>
        text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0 && !text.Any(c => c < ' ' && c is not ('\n' or '\t')) ? text
        : string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '·' : c));
}
