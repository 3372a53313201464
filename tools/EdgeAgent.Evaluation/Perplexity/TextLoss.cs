namespace EdgeAgent.Evaluation.Perplexity;

/// <summary>What a model loses on a text, in nats a token.</summary>
/// <param name="Text">The text's name.</param>
/// <param name="Tokens">Tokens predicted.</param>
/// <param name="Nll">The mean of -log p.</param>
/// <param name="Divergence">Mean KL(reference | model), where there is a reference. It tells two ways of quantizing apart long before the loss does,
/// which an error may lower by chance.</param>
internal sealed record TextLoss(string Text, int Tokens, double Nll, double? Divergence);
