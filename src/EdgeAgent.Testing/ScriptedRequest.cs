using Microsoft.Extensions.AI;

namespace EdgeAgent.Testing;

/// <summary>A request that a <see cref="ScriptedChatClient"/> received.</summary>
/// <param name="Messages">The messages at that moment: copies, so that what happens to the conversation later does not show.</param>
/// <param name="Options">The options at that moment.</param>
public sealed record ScriptedRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options);
