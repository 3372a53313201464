using System.Collections.Concurrent;
using EdgeAgent.Grammar.Regular;

namespace EdgeAgent.Grammar.Automata;

/// <summary>For states inside numbers and strings of a language: which tokens stay inside, and where others leave. Made when a state is first met, and kept.</summary>
internal sealed class ScalarMasks(GrammarProgram program, GrammarVocabulary vocabulary)
{
    private const int MaxKept = 512; // 16 kB each for 128,000 tokens

    private readonly GrammarProgram _program = program;
    private readonly GrammarVocabulary _vocabulary = vocabulary;
    private readonly ConcurrentDictionary<(int Automaton, int State, bool WithClosing), ScalarMask> _kept = [];
    private readonly ConcurrentDictionary<(int Automaton, int State), CharacterSet> _free = [];

    /// <summary>The mask of a state; null where as many as are kept are there already: then the trie has to be walked.</summary>
    /// <param name="automaton">Its index in the program.</param>
    /// <param name="state">Its state.</param>
    /// <param name="isNumber">Whether any byte ends it, not a quote alone.</param>
    /// <param name="withClosing">Whether tokens that end with the closing quote are part of the mask.</param>
    public ScalarMask? Of(int automaton, int state, bool isNumber, bool withClosing)
    {
        if (_kept.TryGetValue((automaton, state, withClosing), out ScalarMask? known)) return known;
        if (_kept.Count >= MaxKept) return null;
        return _kept.GetOrAdd((automaton, state, withClosing), Compute(automaton, state, isNumber, withClosing));
    }

    private ScalarMask Compute(int automaton, int state, bool isNumber, bool withClosing)
    {
        Search search = new(this, automaton, isNumber);
        search.Walk(0, state);
        ulong[] words = search.Words(_vocabulary.WordCount);
        if (isNumber) return new ScalarMask(words, [.. search.Exits], []);
        ExitTrie quotes = _vocabulary.QuoteSuffixes;
        ulong[] closings = new ulong[(quotes.ExitCount + 63) >> 6];
        foreach ((int node, _) in search.Exits) closings[quotes.OrdinalOf(node) >> 6] |= 1UL << quotes.OrdinalOf(node);
        if (withClosing) quotes.Mark(0, words, ExitFilter.Of(closings));
        return new ScalarMask(words, [.. search.Exits], closings);
    }

    private CharacterSet FreeIn(int automaton, int state)
    {
        if (_free.TryGetValue((automaton, state), out CharacterSet known)) return known;
        Span<int> states = stackalloc int[FreeCharacters.MaxStates];
        CharacterSet free = FreeCharacters.Of(_program.Automata[automaton], state, states, out int count);
        foreach (int alike in states[..count]) _free.TryAdd((automaton, alike), free);
        return free;
    }

    /// <summary>One walk over the trie. Below a node whose characters the automaton always goes on with, nothing is looked at.</summary>
    private sealed class Search(ScalarMasks masks, int index, bool isNumber)
    {
        private readonly TokenTrie _trie = masks._vocabulary.Trie;
        private readonly TrieSummary _summary = masks._vocabulary.Summary;
        private readonly RegularAutomaton _automaton = masks._program.Automata[index];
        private readonly List<(int First, int End)> _ranges = []; // of tokens in the order of the trie
        private int _inRanges;

        public List<(int Node, int State)> Exits { get; } = [];

        public void Walk(int node, int state)
        {
            TrieNode[] nodes = _trie.Nodes;
            ReadOnlySpan<byte> classes = _automaton.Classes(state, out ReadOnlySpan<int> targets);
            bool accepts = _automaton.Accepts(state);
            for (int child = node + 1, end = nodes[node].End; child < end; child = nodes[child].End)
            {
                ref readonly TrieNode at = ref nodes[child];
                int next = targets[classes[at.Byte]];
                if (next < 0)
                {
                    if (accepts && (isNumber || at.Byte == '"')) Exits.Add((child, state));
                    continue;
                }
                if (at.End == child + 1) Take(child, at.End);
                else if (!isNumber && _summary.TryGet(child, out CharacterSet below) && masks.FreeIn(index, next).Holds(below)) Take(child, at.End);
                else
                {
                    if (at.Token >= 0) Take(child, child + 1);
                    Walk(child, next);
                }
            }
        }

        /// <summary>The mask: of few tokens by setting their bits, of most by clearing the others'.</summary>
        public ulong[] Words(int wordCount)
        {
            if (_inRanges * 2 < _summary.TokenCount)
            {
                ulong[] few = new ulong[wordCount];
                foreach ((int first, int end) in _ranges) _summary.Mark(first, end, few);
                return few;
            }
            ulong[] most = (ulong[])_summary.All.Clone();
            int at = 0;
            foreach ((int first, int end) in _ranges)
            {
                _summary.Clear(at, first, most);
                at = end;
            }
            _summary.Clear(at, _summary.TokenCount, most);
            return most;
        }

        private void Take(int node, int end)
        {
            (int first, int last) = _summary.TokensAt(node, end);
            if (first == last) return;
            _inRanges += last - first;
            if (_ranges.Count > 0 && _ranges[^1].End == first) _ranges[^1] = (_ranges[^1].First, last);
            else _ranges.Add((first, last));
        }
    }
}
