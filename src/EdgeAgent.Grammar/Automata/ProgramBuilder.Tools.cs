using System.Text;
using EdgeAgent.Grammar.Schemas;

namespace EdgeAgent.Grammar.Automata;

internal sealed partial class ProgramBuilder
{
    /// <summary>Free text, calls, or both, as the choice says. The outermost level has no frame: its registers hold the number of calls and the tool.</summary>
    /// <param name="tools">By tool of the set: its name and the shape of its arguments; null for one that may not be called.</param>
    /// <param name="tool">The texts around them and the choice.</param>
    public GrammarProgram Build(IReadOnlyList<(string Name, Shape Arguments)?> tools, ToolGrammarOptions tool)
    {
        TriggerAutomaton trigger = new(tool.Trigger);
        byte[] opening = Encoding.UTF8.GetBytes(tool.Trigger);
        bool free = tool.Choice == ToolChoice.None || tool.Choice == ToolChoice.Auto;
        bool calls = tool.Choice != ToolChoice.None && tools.Any(t => t is not null);
        int maxCalls = tool.AllowParallelCalls ? tool.MaxCalls : 1;
        if (calls) vocabulary.RequireSpellable(opening);
        // Reserved first: the end of a call leads back here.
        int text = free ? Reserve(trigger.Length) : -1;
        int after = free ? text : Add(new State { Kind = StateKind.NextCall, MayEnd = true, Region = RegionKind.Text, Value = opening[0], Arg = maxCalls });
        int afterTrigger = calls ? Opening(tools, tool, after, opening.Length) : -1;
        int start = text;
        for (int k = 0; free && k < trigger.Length; k++)
            _states[text + k] = new State { Kind = StateKind.Text, MayEnd = true, Region = RegionKind.Text, Local = (byte)k, Next = afterTrigger, Arg = maxCalls, Extra = text };
        if (!free)
        {
            int rest = afterTrigger;
            for (int i = opening.Length - 1; i >= 0; i--)
                (start, rest) = (rest, Add(new State { Kind = StateKind.Byte, Value = opening[i], Next = rest, Region = RegionKind.Opening, Extra = i }));
            _states[after] = _states[after] with { Next = start };
            start = rest;
        }
        MakeAll();
        return Finish(start, after, trigger, RegionKind.Arguments);
    }

    private int Opening(IReadOnlyList<(string Name, Shape Arguments)?> tools, ToolGrammarOptions tool, int after, int triggerLength)
    {
        int closing = Chain(Encoding.UTF8.GetBytes(tool.AfterArguments), after, RegionKind.Closing);
        List<(byte[] Text, int Tool)> names = [];
        for (int i = 0; i < tools.Count; i++)
            if (tools[i] is (string name, _)) names.Add(([.. JsonText.Escaped(name), (byte)'"'], i));
        names.Sort((a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text));
        foreach ((byte[] name, _) in names) vocabulary.RequireSpellable(name);
        int nameStart = Reserve(1);
        _states[nameStart] = Trie([.. names.Select(n => n.Text)], i => AfterName(tools, names[i].Tool, tool, closing), RegionKind.Name);
        int opening = Chain(Encoding.UTF8.GetBytes(tool.BeforeName), nameStart, RegionKind.Opening);
        _states[opening] = _states[opening] with { Extra = triggerLength };
        return opening;
    }

    private int AfterName(IReadOnlyList<(string Name, Shape Arguments)?> tools, int index, ToolGrammarOptions tool, int closing)
    {
        _tool = tools[index]!.Value.Name;
        int arguments = Add(new State { Kind = StateKind.Call, Arg = StartOf(tools[index]!.Value.Arguments), Next = closing });
        int before = Chain(Encoding.UTF8.GetBytes(tool.BeforeArguments), arguments, RegionKind.Opening);
        return Add(new State { Kind = StateKind.SetTool, Arg = index, Next = before });
    }
}
