using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Conformance;

/// <summary>The embedded model in this process.</summary>
public sealed class U30LocalChatClientTests(DefaultModel models) : U30ChatClientTests
{
    protected override async Task<IChatClient> CreateAsync() => new LocalChatClient(await models.LoadOnceAsync());
}
