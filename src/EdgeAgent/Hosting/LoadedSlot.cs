namespace EdgeAgent.Hosting;

/// <summary>A loaded model and the client that everybody in the program shares.</summary>
internal sealed record LoadedSlot(LocalModel Model, LocalChatClient Client);
