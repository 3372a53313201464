namespace EdgeAgent.Conversion.Checkpoints.PyTorch;

/// <summary>A class or function that a pickle names. It is a name here and nothing more: nothing is ever loaded or run.</summary>
/// <param name="Name">Module and name: <c>torch._utils._rebuild_tensor_v2</c>.</param>
internal sealed record PickleGlobal(string Name);
