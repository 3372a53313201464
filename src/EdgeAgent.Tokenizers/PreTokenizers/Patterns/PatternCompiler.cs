using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Makes the steps of a pattern.</summary>
/// <typeparam name="TText">What the bytes of its texts mean.</typeparam>
/// <param name="tooLarge">Makes the error for a pattern of too many steps.</param>
internal sealed class PatternCompiler<TText>(Func<TokenizerException> tooLarge) where TText : struct, IPatternText
{
    private const int MostSteps = 20_000;

    private readonly List<PatternInstruction> _steps = [];
    private readonly Dictionary<CodePointRanges, CodePointSet> _sets = [];

    /// <summary>How many slots for marks the steps use.</summary>
    public int Slots { get; private set; }

    /// <summary>The steps of a whole pattern.</summary>
    public PatternInstruction[] Compile(PatternNode node)
    {
        Add(node);
        Emit(new() { Operation = PatternOperation.Accept });
        return [.. _steps];
    }

    /// <summary>The bytes with which a match can begin; null where it may be empty.</summary>
    public static bool[]? FirstBytes(PatternNode node)
    {
        if (node.MayBeEmpty) return null;
        bool[] bytes = new bool[256];
        AddFirstBytes(node, bytes);
        return bytes;
    }

    private static void AddFirstBytes(PatternNode node, bool[] bytes)
    {
        switch (node)
        {
            case CharacterNode character: TText.AddFirstBytes(TText.Translate(character.Characters), bytes); break;
            case SequenceNode sequence:
                foreach (PatternNode part in sequence.Parts)
                {
                    AddFirstBytes(part, bytes);
                    if (!part.MayBeEmpty) break;
                }
                break;
            case AlternativesNode alternatives:
                foreach (PatternNode branch in alternatives.Branches) AddFirstBytes(branch, bytes);
                break;
            case RepeatNode repeat: AddFirstBytes(repeat.Part, bytes); break;
            case AtomicNode atomic: AddFirstBytes(atomic.Part, bytes); break;
        }
    }

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case CharacterNode character: Emit(new() { Operation = PatternOperation.Character, Set = Set(character) }); break;
            case SequenceNode sequence:
                foreach (PatternNode part in sequence.Parts) Add(part);
                break;
            case AlternativesNode alternatives: AddAlternatives(alternatives.Branches, behind: false); break;
            case RepeatNode repeat: AddRepeat(repeat); break;
            case LookNode look: AddLook(look); break;
            case AtomicNode atomic: AddAtomic(atomic.Part); break;
            case PlaceNode place: Emit(new() { Operation = PatternOperation.Place, Target = (int)place.Place }); break;
        }
    }

    private void AddAlternatives(IReadOnlyList<PatternNode> branches, bool behind)
    {
        List<int> jumps = [];
        for (int i = 0; i < branches.Count; i++)
        {
            bool last = i == branches.Count - 1;
            int branch = last ? -1 : Emit(new() { Operation = PatternOperation.Branch, FirstBytes = behind ? null : FirstBytes(branches[i]) });
            if (behind) Emit(new() { Operation = PatternOperation.Back, Target = branches[i].FixedLength!.Value });
            Add(branches[i]);
            if (last) break;
            jumps.Add(Emit(new() { Operation = PatternOperation.Jump }));
            SetTarget(branch);
        }
        jumps.ForEach(SetTarget);
    }

    private void AddLook(LookNode look)
    {
        int start = Emit(new() { Operation = PatternOperation.Look, Negative = look.Negative });
        if (look.Behind) AddAlternatives(look.Part is AlternativesNode { Branches: var branches } ? branches : [look.Part], behind: true);
        else Add(look.Part);
        Emit(new() { Operation = PatternOperation.Accept });
        SetTarget(start);
    }

    private void AddAtomic(PatternNode part)
    {
        int start = Emit(new() { Operation = PatternOperation.Atomic });
        Add(part);
        Emit(new() { Operation = PatternOperation.Accept });
        SetTarget(start);
    }

    private void AddRepeat(RepeatNode repeat)
    {
        if (repeat.Part is CharacterNode character)
        {
            Emit(new()
            {
                Operation = repeat.Mode switch
                {
                    RepeatMode.Greedy => PatternOperation.Loop,
                    RepeatMode.Lazy => PatternOperation.LazyLoop,
                    _ => PatternOperation.PossessiveLoop,
                },
                Set = Set(character), Least = repeat.Least, Most = repeat.Most,
            });
        }
        else if (repeat.Mode == RepeatMode.Possessive) AddAtomic(repeat with { Mode = RepeatMode.Greedy });
        else
        {
            for (int i = 0; i < repeat.Least; i++) Add(repeat.Part);
            if (repeat.Most == int.MaxValue) AddEndlessLoop(repeat.Part, repeat.Mode == RepeatMode.Lazy);
            else AddOptional(repeat.Part, repeat.Most - repeat.Least, repeat.Mode == RepeatMode.Lazy);
        }
    }

    private void AddEndlessLoop(PatternNode part, bool lazy)
    {
        int start = _steps.Count, branch = AddChoice(part, lazy);
        int slot = part.MayBeEmpty ? Slots++ : -1, leave = -1;
        if (slot >= 0) Emit(new() { Operation = PatternOperation.Mark, Target = slot });
        Add(part);
        if (slot >= 0) leave = Emit(new() { Operation = PatternOperation.LeaveIfEmpty, Least = slot });
        Emit(new() { Operation = PatternOperation.Jump, Target = start });
        SetTarget(branch);
        if (leave >= 0) SetTarget(leave);
    }

    private void AddOptional(PatternNode part, int most, bool lazy)
    {
        List<int> branches = [];
        for (int i = 0; i < most; i++)
        {
            branches.Add(AddChoice(part, lazy));
            Add(part);
        }
        branches.ForEach(SetTarget);
    }

    /// <summary>Goes on with a part or past it; returns the step whose target is past it.</summary>
    private int AddChoice(PatternNode part, bool lazy)
    {
        if (!lazy) return Emit(new() { Operation = PatternOperation.Branch, FirstBytes = FirstBytes(part) });
        int choice = Emit(new() { Operation = PatternOperation.Branch });
        int past = Emit(new() { Operation = PatternOperation.Jump });
        SetTarget(choice);
        return past;
    }

    private CodePointSet Set(CharacterNode node)
    {
        if (!_sets.TryGetValue(node.Characters, out CodePointSet? set)) _sets[node.Characters] = set = new(TText.Translate(node.Characters));
        return set;
    }

    private int Emit(PatternInstruction step)
    {
        if (_steps.Count == MostSteps) throw tooLarge();
        _steps.Add(step);
        return _steps.Count - 1;
    }

    private void SetTarget(int step) => _steps[step] = _steps[step] with { Target = _steps.Count };
}
