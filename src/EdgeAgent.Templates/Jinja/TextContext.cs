using System.Text.Json.Serialization;

namespace EdgeAgent.Templates.Jinja;

/// <summary>JSON without reflection, so that the package can be compiled ahead of time.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class TextContext : JsonSerializerContext;
