using EdgeAgent.Templates;

namespace EdgeAgent.Benchmarks.Rendering;

/// <summary>What does a prompt with tools cost, and what of it is the template's, the preparation's and the guard's?</summary>
/// <remarks>The same input is rendered again and again: its JSON is decoded once, as that of tools that stay between turns is.</remarks>
internal static class TemplateBenchmark
{
    private const double WarmUpSeconds = 1.5, BatchSeconds = 0.03;
    private const int Batches = 21;

    /// <summary>Measures the three layers.</summary>
    public static IEnumerable<RenderResult> Run(string name, string source, int tools)
    {
        CpuCore.PinMainThread();
        ChatTemplate template = ChatTemplate.Compile(source);
        ChatPrompt guarded = new(template, new ChatPromptOptions { AddedTokens = ["<|im_start|>", "<|im_end|>", "<|begin_of_text|>", "<|eot_id|>"] });
        ChatPrompt prepared = new(template, new ChatPromptOptions { GuardData = false });
        ChatTemplateInput input = SampleConversation.Create(tools);
        double compile = Measure(() => ChatTemplate.Compile(source)).Best;
        foreach ((string layer, Func<string> render) in ((string, Func<string>)[])
            [("guarded", () => guarded.Render(input)), ("prepared", () => prepared.Render(input)), ("bare", () => template.Render(input))])
        {
            (double best, double median, long allocated) = Measure(render);
            yield return new RenderResult
            {
                Template = name, Layer = layer, Tools = tools, Characters = render().Length, CompileMicroseconds = compile,
                Microseconds = best, MedianMicroseconds = median, AllocatedBytes = allocated,
            };
        }
    }

    /// <summary>Microseconds of CPU time and bytes allocated of one call, in batches that are long beside the clock's grain.</summary>
    private static (double Best, double Median, long Allocated) Measure(Func<object> action)
    {
        double start = CpuClock.WallSeconds;
        int calls = 0;
        for (; CpuClock.WallSeconds - start < WarmUpSeconds; calls++) action();
        int batch = Math.Max(1, (int)(calls * BatchSeconds / WarmUpSeconds));
        double[] times = new double[Batches];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Batches; i++)
        {
            double cpu = CpuClock.ThreadSeconds;
            for (int call = 0; call < batch; call++) action();
            times[i] = (CpuClock.ThreadSeconds - cpu) * 1e6 / batch;
        }
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / ((long)batch * Batches);
        Array.Sort(times);
        return (times[0], times[Batches / 2], allocated);
    }
}
