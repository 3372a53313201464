using Microsoft.Extensions.Options;

namespace EdgeAgent.Hosting;

/// <summary>Checks the attributes of the options; the code is generated.</summary>
[OptionsValidator]
internal sealed partial class EdgeAgentOptionsValidator : IValidateOptions<EdgeAgentOptions>;
