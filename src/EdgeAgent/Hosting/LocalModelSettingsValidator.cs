using Microsoft.Extensions.Options;

namespace EdgeAgent.Hosting;

/// <summary>Checks the attributes of a named model's options; the code is generated.</summary>
[OptionsValidator]
internal sealed partial class LocalModelSettingsValidator : IValidateOptions<LocalModelSettings>;
