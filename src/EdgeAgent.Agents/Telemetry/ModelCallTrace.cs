using System.Diagnostics;
using EdgeAgent.Agents.Loop;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Telemetry;

/// <summary>One model call as listeners see it: the span <c>chat</c> and the metrics of the client. There is none where nobody listens.</summary>
internal sealed class ModelCallTrace : IDisposable
{
    private readonly AgentSetup _setup;
    private readonly ChatClientMetadata? _client;
    private readonly string? _model;
    private readonly Activity? _span;
    private readonly long _start;
    private long? _lastChunk;
    private string? _error;
    private bool _ended;

    private ModelCallTrace(AgentSetup setup, IEnumerable<ChatMessage> messages, ChatOptions options, string? conversationId, bool streams)
    {
        _setup = setup;
        _client = setup.Client.GetService<ChatClientMetadata>();
        _model = options.ModelId ?? _client?.DefaultModelId;
        _start = setup.Options.TimeProvider.GetTimestamp();
        if (!Instruments.Source.HasListeners()) return;
        _span = Instruments.Source.StartActivity(
            _model is null ? GenAiNames.Chat : $"{GenAiNames.Chat} {_model}", ActivityKind.Client, default(ActivityContext), Common());
        if (_span is not { IsAllDataRequested: true } span) return;
        ModelCallTags.Request(span, options, streams);
        if (conversationId is not null) span.SetTag(GenAiNames.ConversationId, conversationId);
        if (setup.CapturesContent) ModelCallTags.RequestContent(span, messages, options);
    }

    /// <summary>Begins a call; null where nobody listens or the client reports it itself.</summary>
    /// <param name="setup">The agent's.</param>
    /// <param name="messages">The prompt.</param>
    /// <param name="options">The options.</param>
    /// <param name="conversationId">The conversation, where there is one.</param>
    /// <param name="streams">Whether the answer is streamed.</param>
    public static ModelCallTrace? Start(
        AgentSetup setup, IEnumerable<ChatMessage> messages, ChatOptions options, string? conversationId, bool streams) =>
        Instruments.ModelCallsAreWatched && (setup.Options.Telemetry.ModelCalls ?? setup.Client.GetService<ActivitySource>() is null)
            ? new(setup, messages, options, conversationId, streams) : null;

    /// <summary>Makes what the client does now a part of the call: each step of a stream is a flow of its own.</summary>
    public void Enter()
    {
        if (_span is { IsStopped: false }) Activity.Current = _span;
    }

    /// <summary>A piece of a streamed answer has come.</summary>
    public void Chunk()
    {
        TimeProvider time = _setup.Options.TimeProvider;
        long now = time.GetTimestamp();
        if (_lastChunk is { } last)
        {
            Instruments.TimePerOutputChunk.Record(time.GetElapsedTime(last, now).TotalSeconds, Common());
        }
        else
        {
            double seconds = time.GetElapsedTime(_start, now).TotalSeconds;
            Instruments.TimeToFirstChunk.Record(seconds, Common());
            _span?.SetTag(GenAiNames.ResponseTimeToFirstChunk, seconds);
        }
        _lastChunk = now;
    }

    /// <summary>The call broke off.</summary>
    public void Failed(string error) => _error = error;

    /// <summary>The answer is there, or what there is of it.</summary>
    public void Finished(ChatResponse response)
    {
        if (_span is { IsAllDataRequested: true } span)
        {
            ModelCallTags.Response(span, response);
            if (_setup.CapturesContent) span.SetTag(GenAiNames.OutputMessages, MessageJson.Write(response.Messages, response.FinishReason));
        }
        TagList tags = Common();
        if (response.ModelId is { } model) tags.Add(GenAiNames.ResponseModel, model);
        if (response.Usage is { } usage) Record(usage, tags);
        End(tags);
    }

    public void Dispose()
    {
        if (_ended) return;
        _error ??= SpanErrors.Cancelled; // nobody reads on
        End(Common());
    }

    private void End(TagList tags)
    {
        _ended = true;
        if (_error is not null) tags.Add(GenAiNames.ErrorType, _error);
        Instruments.OperationDuration.Record(_setup.Options.TimeProvider.GetElapsedTime(_start).TotalSeconds, tags);
        SpanErrors.Mark(_span, _error);
        _span?.Dispose();
    }

    private static void Record(UsageDetails usage, TagList tags)
    {
        if (usage.InputTokenCount is { } input) Instruments.TokenUsage.Record(input, With(tags, GenAiNames.Input));
        if (usage.OutputTokenCount is { } output) Instruments.TokenUsage.Record(output, With(tags, GenAiNames.Output));
        if (ModelCallTags.ForcedShare(usage) is { } forced) Instruments.ForcedTokenShare.Record(forced, tags);
        if (usage is { InputTokenCount: > 0, CachedInputTokenCount: { } cached })
            Instruments.CachedTokenShare.Record((double)cached / usage.InputTokenCount.Value, tags);

        static TagList With(TagList tags, string type)
        {
            tags.Add(GenAiNames.TokenType, type);
            return tags;
        }
    }

    private TagList Common()
    {
        TagList tags = new() { { GenAiNames.OperationName, GenAiNames.Chat } };
        if (_client?.ProviderName is { } provider) tags.Add(GenAiNames.ProviderName, provider);
        if (_model is not null) tags.Add(GenAiNames.RequestModel, _model);
        if (_client?.ProviderUri is { IsAbsoluteUri: true } uri)
        {
            tags.Add(GenAiNames.ServerAddress, uri.Host);
            tags.Add(GenAiNames.ServerPort, uri.Port);
        }
        return tags;
    }
}
