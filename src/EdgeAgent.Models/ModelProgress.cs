namespace EdgeAgent.Models;

/// <summary>A report on the way to a model package.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Fraction">How much of the stage is done, 0 to 1; null where that is not known.</param>
/// <param name="Message">A line for people, or null.</param>
/// <param name="Transfer">The numbers of stage <see cref="ModelStage.Fetching"/>; otherwise null.</param>
public readonly record struct ModelProgress(
    ModelStage Stage, string Model, double? Fraction = null, string? Message = null, TransferProgress? Transfer = null);
