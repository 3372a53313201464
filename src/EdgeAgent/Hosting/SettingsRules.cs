using EdgeAgent.Models;
using Microsoft.Extensions.Options;

namespace EdgeAgent.Hosting;

/// <summary>What no attribute can check: that a model is known by its id or lies where the path says, that a turn's time is within range.</summary>
internal sealed class SettingsRules<T> : IValidateOptions<T>
    where T : LocalModelSettings
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        ValidateOptionsResultBuilder result = new();
        if (!string.IsNullOrEmpty(options.Model) && !ModelManifest.Embedded.TryFind(options.Model, out _) && !Path.Exists(options.Model))
        {
            result.AddError($"'{options.Model}' is no model of the manifest and no path that exists. `edge-agent models` lists the ids.",
                nameof(options.Model));
        }
        if (options is EdgeAgentOptions agent && (agent.MaxTurnDuration < TimeSpan.FromMilliseconds(1) || agent.MaxTurnDuration > TimeSpan.FromDays(1)))
            result.AddError($"{agent.MaxTurnDuration} is not within 1 ms to 1 day.", nameof(agent.MaxTurnDuration));
        return result.Build();
    }
}
