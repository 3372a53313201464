using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Automata;

/// <summary>Refuses shapes whose texts a vocabulary without some bytes might not be able to write to their end.</summary>
internal static class Spellability
{
    private const int MaxStates = 5000;

    public static void Require(Shape root, GrammarVocabulary vocabulary, GrammarOptions options, LanguageSpace space, CancellationToken cancellationToken)
    {
        if (vocabulary.SpellsEverything) return; // as nearly all do
        HashSet<Shape> seen = [root];
        Stack<Shape> open = new([root]);
        HashSet<Language> languages = [];
        while (open.TryPop(out Shape? shape))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (shape.Null) vocabulary.RequireSpellable("null"u8);
            if (shape.True) vocabulary.RequireSpellable("true"u8);
            if (shape.False) vocabulary.RequireSpellable("false"u8);
            if (shape.Strings.Count > 0) vocabulary.RequireSpellable("\""u8);
            if (shape.Arrays.Count > 0) vocabulary.RequireSpellable("[,]"u8);
            if (shape.Objects.Count > 0) vocabulary.RequireSpellable("{\":,}"u8);
            if (shape.Arrays.Count + shape.Objects.Count > 0 && options.WhiteSpace == WhiteSpace.Spaced) vocabulary.RequireSpellable(" "u8);
            if (shape.Numbers != LanguageSpace.Nothing && languages.Add(shape.Numbers)) Require(space.Compile(shape.Numbers), vocabulary);
            foreach (StringShape text in shape.Strings)
                if (text.Contents is Language contents && languages.Add(contents)) Require(space.Compile(contents), vocabulary);
            foreach (ArrayShape array in shape.Arrays)
                foreach (CountedShape item in (IEnumerable<CountedShape>)[.. array.Prefix.SelectMany(p => p), .. array.Items]) Add(item);
            foreach (ObjectShape @object in shape.Objects)
            {
                foreach (MemberShape member in @object.Members)
                {
                    if (member.Values.All(v => v.Value.IsEmpty)) continue; // never written
                    vocabulary.RequireSpellable(NameTable.Quoted(member.Name));
                    foreach (CountedShape value in member.Values) Add(value);
                }
                foreach (FreeMembersShape free in @object.Free)
                {
                    if (free.Names is Language names && languages.Add(names)) Require(space.Compile(names), vocabulary);
                    foreach (CountedShape value in free.Values) Add(value);
                }
            }
        }

        void Add(CountedShape value)
        {
            if (!value.Value.IsEmpty && seen.Add(value.Value)) open.Push(value.Value);
        }
    }

    /// <summary>The same of the terminals of rules.</summary>
    public static void Require(RuleNetwork rules, GrammarVocabulary vocabulary)
    {
        HashSet<RegularAutomaton> seen = [];
        foreach (RulePlace place in rules.Places)
            if (place.Automaton is RegularAutomaton automaton && seen.Add(automaton)) Require(automaton, vocabulary);
    }

    /// <summary>In every state that is soon reached, the text must be able to end or to go on with a byte that is a token.</summary>
    public static void Require(RegularAutomaton automaton, GrammarVocabulary vocabulary)
    {
        HashSet<int> seen = [RegularAutomaton.Start];
        Queue<int> open = new(seen);
        while (open.TryDequeue(out int state))
        {
            int missing = -1;
            bool goesOn = automaton.Accepts(state);
            for (int b = 0; b < 256; b++)
            {
                int next = automaton.Next(state, (byte)b);
                if (next < 0) continue;
                if (vocabulary.CanSpellOneOf((byte)b, (byte)b))
                {
                    goesOn = true;
                    if (seen.Count < MaxStates && seen.Add(next)) open.Enqueue(next);
                }
                else missing = b;
            }
            if (!goesOn) throw Errors.CannotSpell("that a pattern, a number, a value or a rule asks for", (byte)missing);
        }
    }
}
