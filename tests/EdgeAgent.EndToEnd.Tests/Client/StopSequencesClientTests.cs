using System.Text;
using EdgeAgent.EndToEnd.Tests.RandomWeights;
using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Client;

/// <summary>Stop sequences in requests to a model of noise: its text is what it was, cut.</summary>
public sealed class StopSequencesClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-stops-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GetResponse_StopSequences_CutTheTextWhereItFirstHasOne()
    {
        using LocalModel model = await RandomModels.LoadAsync(_folder, 4);
        using LocalChatClient client = new(model);
        Random random = new(2);
        int cut = 0;
        for (int run = 0; run < 40; run++)
        {
            ChatMessage[] question = [new(ChatRole.User, $"{random.Next()}")];
            ChatOptions options = new() { MaxOutputTokens = 40, Temperature = 1, Seed = run };
            string whole = (await client.GetResponseAsync(question, options, TestContext.Current.CancellationToken)).Text;
            if (whole.Length < 4) continue;
            int at = random.Next(whole.Length - 3);
            if (char.IsLowSurrogate(whole[at]) || char.IsHighSurrogate(whole[at + 2])) continue;
            options.StopSequences = [whole.Substring(at, 3), "never in the text"];
            StringBuilder streamed = new();
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(question, options, TestContext.Current.CancellationToken))
            {
                updates.Add(update);
                streamed.Append(update.Text);
                Assert.DoesNotContain(options.StopSequences[0], streamed.ToString(), StringComparison.Ordinal);
            }
            Assert.Equal(whole[..whole.IndexOf(options.StopSequences[0], StringComparison.Ordinal)], streamed.ToString());
            Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
            Assert.Equal(streamed.ToString(), (await client.GetResponseAsync(question, options, TestContext.Current.CancellationToken)).Text);
            cut++;
        }
        Assert.True(cut > 20);
    }
}
