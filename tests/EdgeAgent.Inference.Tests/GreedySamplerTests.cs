namespace EdgeAgent.Inference.Tests;

public sealed class GreedySamplerTests
{
    [Theory]
    [InlineData(new[] { 1f, 3f, 2f }, 1)]
    [InlineData(new[] { 3f, 1f, 3f }, 0)]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity, -5f }, 2)]
    public void Sample_TakesTheHighestAndOfEqualOnesTheFirst(float[] logits, int expected) => Assert.Equal(expected, GreedySampler.Sample(logits));

    [Theory]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity })]
    [InlineData(new[] { 1f, float.NaN })]
    [InlineData(new[] { float.PositiveInfinity, 1f })]
    [InlineData(new float[0])]
    public void Sample_NoNumberToChoose_IsAnError(float[] logits) =>
        Assert.Equal("EA5006", Assert.Throws<InferenceException>(() => GreedySampler.Sample(logits)).Code);
}
