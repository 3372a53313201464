using EdgeAgent.Benchmarks.Rows;
using EdgeAgent.Models;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Rows;

/// <summary>What was seen of one model of the manifest, made, asked twice and deleted.</summary>
/// <param name="Descriptor">Its package's.</param>
/// <param name="CallPrompt">The prompt of the call.</param>
/// <param name="ReplyPrompt">The prompt of the answer.</param>
/// <param name="Turns">The two model calls.</param>
internal sealed record TriedRow(ModelDescriptor Descriptor, string CallPrompt, string ReplyPrompt, RowTurns Turns)
{
    public static async Task<TriedRow> RunAsync(ModelManifestEntry entry, RowPlaces places, CancellationToken cancellationToken)
    {
        using RowModel made = await RowModel.MakeAsync(entry, places, null, cancellationToken);
        using LocalChatClient client = new(made.Model);
        RowTurns turns = new(RowShape.Padding(entry.Architecture));
        string call = Render(RowTurns.Call);
        await turns.CallAsync(client, cancellationToken);
        string reply = Render(RowTurns.Reply);
        await turns.ReplyAsync(client, cancellationToken);
        return new(made.Model.Package.Descriptor, call, reply, turns);

        string Render(ChatOptions options) => ChatRequest.Render(made.Model, turns.Messages, options, ChatRequest.Declarations(options));
    }
}
