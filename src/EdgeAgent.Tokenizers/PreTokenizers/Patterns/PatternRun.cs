using EdgeAgent.Tokenizers.Unicode;

namespace EdgeAgent.Tokenizers.PreTokenizers.Patterns;

/// <summary>Tries a compiled pattern at places of one text, with backtracking.</summary>
/// <remarks>Every step, and every character of a loop, is taken from the budget: a pattern that explodes ends in an error.</remarks>
/// <typeparam name="TText">What the bytes of its texts mean.</typeparam>
internal ref struct PatternRun<TText> where TText : struct, IPatternText
{
    private const int MostFrames = 1 << 24, MostKept = 1 << 16;

    private static readonly Lazy<CodePointSet> s_word = new(static () => new(TText.Translate(PatternScanner.Word)));

    [ThreadStatic]
    private static Frame[]? s_kept;   // one for all runs of a thread, which come one after the other

    private readonly ReadOnlySpan<byte> _text;
    private readonly PatternInstruction[] _steps;
    private readonly int[] _marks;
    private readonly ref long _budget;
    private Frame[] _frames;
    private int _count;

    /// <param name="text">The text.</param>
    /// <param name="steps">The pattern.</param>
    /// <param name="slots">How many slots it uses.</param>
    /// <param name="budget">How many steps may still be taken.</param>
    public PatternRun(ReadOnlySpan<byte> text, PatternInstruction[] steps, int slots, ref long budget)
    {
        _text = text;
        _steps = steps;
        _marks = slots == 0 ? [] : new int[slots];
        _budget = ref budget;
        _frames = s_kept ??= new Frame[64];
    }

    /// <summary>A way not yet tried: go on at a step, from a place. Of a loop, the places from Least on are left, the step is the loop's own.
    /// A negative step is the complement of a slot, which gets back its mark.</summary>
    private struct Frame
    {
        public int Step, At, Least;
    }

    /// <summary>Where the match ends that begins at a place; -1 if there is none.</summary>
    public int Match(int at) => Match(0, at);

    private int Match(int step, int at)
    {
        int bottom = _count;
        while (true)
        {
            if (--_budget < 0) throw TokenizerErrors.PatternTooSlow();
            ref readonly PatternInstruction next = ref _steps[step];
            bool goesOn = true;
            switch (next.Operation)
            {
                case PatternOperation.Character:
                    goesOn = at < _text.Length && next.Set!.Contains(TText.Decode(_text, at, out int length)) && Advance(ref at, length);
                    step++;
                    break;
                case PatternOperation.Loop or PatternOperation.PossessiveLoop:
                    goesOn = RunLoop(in next, step, ref at);
                    step++;
                    break;
                case PatternOperation.LazyLoop:
                    goesOn = Take(next.Set!, next.Least, ref at) == next.Least;
                    if (goesOn && next.Most > next.Least) Push(step, at, next.Least);
                    step++;
                    break;
                case PatternOperation.Branch:
                    if (next.FirstBytes is not null && (at == _text.Length || !next.FirstBytes[_text[at]])) step = next.Target;
                    else
                    {
                        Push(next.Target, at, -1);
                        step++;
                    }
                    break;
                case PatternOperation.Jump: step = next.Target; break;
                case PatternOperation.Mark:
                    Push(~next.Target, _marks[next.Target], -1);
                    _marks[next.Target] = at;
                    step++;
                    break;
                case PatternOperation.LeaveIfEmpty: step = _marks[next.Least] == at ? next.Target : step + 1; break;
                case PatternOperation.Back:
                    goesOn = GoBack(next.Target, ref at);
                    step++;
                    break;
                case PatternOperation.Look:
                    goesOn = Match(step + 1, at) >= 0 != next.Negative;
                    step = next.Target;
                    break;
                case PatternOperation.Atomic:
                    int end = Match(step + 1, at);
                    goesOn = end >= 0;
                    at = end;
                    step = next.Target;
                    break;
                case PatternOperation.Place:
                    goesOn = IsAt((PatternPlace)next.Target, at);
                    step++;
                    break;
                case PatternOperation.Accept:
                    Drop(bottom);
                    return at;
            }
            if (!goesOn && !TryPop(bottom, out step, out at)) return -1;
        }
    }

    private static bool Advance(ref int at, int length)
    {
        at += length;
        return true;
    }

    private bool RunLoop(in PatternInstruction loop, int step, ref int at)
    {
        if (Take(loop.Set!, loop.Least, ref at) < loop.Least) return false;
        int least = at;
        Take(loop.Set!, loop.Most - loop.Least, ref at);
        if (at > least && loop.Operation == PatternOperation.Loop) Push(step, at, least);
        return true;
    }

    /// <summary>Goes over characters of a set, and says over how many.</summary>
    private readonly int Take(CodePointSet set, int most, ref int at)
    {
        int taken = 0;
        while (taken < most && at < _text.Length && set.Contains(TText.Decode(_text, at, out int length)))
        {
            at += length;
            taken++;
        }
        _budget -= taken;
        return taken;
    }

    private readonly bool GoBack(int characters, ref int at)
    {
        for (; characters > 0; characters--)
        {
            if (at == 0) return false;
            at -= TText.LengthBefore(_text, at);
        }
        return true;
    }

    private readonly bool IsAt(PatternPlace place, int at) => place switch
    {
        PatternPlace.LineStart => at == 0 || (at < _text.Length && IsLineFeed(at - 1)),
        PatternPlace.LineEnd => at == _text.Length || IsLineFeed(at),
        PatternPlace.TextStart => at == 0,
        PatternPlace.TextEnd => at == _text.Length,
        PatternPlace.LastLineEnd => at == _text.Length || (at == _text.Length - 1 && IsLineFeed(at)),
        PatternPlace.WordBoundary => IsWord(at) != IsWordBefore(at),
        _ => IsWord(at) == IsWordBefore(at),
    };

    private readonly bool IsLineFeed(int at) => TText.Decode(_text, at, out _) == '\n' && s_lineFeeds.Value;

    // No byte becomes a line feed in the byte-level alphabet.
    private static readonly Lazy<bool> s_lineFeeds = new(static () => TText.Translate(CodePointRanges.Of('\n', '\n')).Contains('\n'));

    private readonly bool IsWord(int at) => at < _text.Length && s_word.Value.Contains(TText.Decode(_text, at, out _));

    private readonly bool IsWordBefore(int at) => at > 0 && IsWord(at - TText.LengthBefore(_text, at));

    private void Push(int step, int at, int least)
    {
        if (_count == _frames.Length)
        {
            if (_count == MostFrames) throw TokenizerErrors.PatternTooSlow();
            Array.Resize(ref _frames, _count * 2);
            if (_count < MostKept) s_kept = _frames;
        }
        _frames[_count++] = new() { Step = step, At = at, Least = least };
    }

    /// <summary>Takes up the last way not yet tried.</summary>
    private bool TryPop(int bottom, out int step, out int at)
    {
        while (_count > bottom)
        {
            ref Frame frame = ref _frames[_count - 1];
            (step, at) = (frame.Step, frame.At);
            if (step < 0)
            {
                _marks[~step] = at;
                _count--;
                continue;
            }
            if (frame.Least < 0)
            {
                _count--;
                return true;
            }
            if (ResumeLoop(ref frame, ref at))
            {
                step++;
                return true;
            }
        }
        (step, at) = (-1, -1);
        return false;
    }

    /// <summary>One character less, or for a lazy loop one more.</summary>
    private bool ResumeLoop(ref Frame frame, ref int at)
    {
        ref readonly PatternInstruction loop = ref _steps[frame.Step];
        if (loop.Operation == PatternOperation.Loop)
        {
            frame.At = at -= TText.LengthBefore(_text, at);
            if (at <= frame.Least) _count--;
            return true;
        }
        bool more = Take(loop.Set!, 1, ref at) == 1;
        if (!more || ++frame.Least == loop.Most) _count--;
        frame.At = at;
        return more;
    }

    /// <summary>Forgets ways not yet tried, but gives slots their marks back: a group that matched is not entered again from
    /// within.</summary>
    private void Drop(int bottom)
    {
        while (_count > bottom)
        {
            ref Frame frame = ref _frames[--_count];
            if (frame.Step < 0) _marks[~frame.Step] = frame.At;
        }
    }
}
