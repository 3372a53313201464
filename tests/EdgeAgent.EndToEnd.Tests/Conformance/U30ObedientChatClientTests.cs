using Microsoft.Extensions.AI;

namespace EdgeAgent.EndToEnd.Tests.Conformance;

/// <summary>A fake: what the suite asks can be had without our model.</summary>
public sealed class U30ObedientChatClientTests : U30ChatClientTests
{
    protected override Task<IChatClient> CreateAsync() => Task.FromResult<IChatClient>(new ObedientChatClient());
}
