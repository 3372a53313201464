using System.Runtime.InteropServices;
using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar;

public sealed partial class GrammarMatcher
{
    /// <summary>The region that the next byte belongs to.</summary>
    public MatcherRegion Region => _regions[^1];

    /// <summary>Every region since the beginning, in order. Valid until the matcher changes.</summary>
    /// <remarks>A call's opening begins at its trigger, which is known only when the trigger is complete: until <see cref="SettledLength"/> nothing changes any more.</remarks>
    public ReadOnlySpan<MatcherRegion> Regions => CollectionsMarshal.AsSpan(_regions);

    /// <summary>How many bytes are of a region that can no longer change: free text that may turn out to begin a trigger is not settled.</summary>
    public int SettledLength
    {
        get
        {
            Step now = Now;
            ref readonly Strand strand = ref _machine.Strands[now.FirstStrand];
            bool mayTurn = strand.Kind == StateKind.Text && _machine.MayOpen(strand) && !now.Ended;
            return mayTurn ? now.Length - _machine.Program.Trigger!.DepthOf(strand.Id) : now.Length;
        }
    }

    /// <summary>JSON pointer (RFC 6901) of the value being written, within the arguments or the answer: empty for the whole, outside both, and where what is written is not JSON.</summary>
    /// <remarks>Found by reading that text again, in time linear in it.</remarks>
    public string ArgumentPointer => (Region.Kind == RegionKind.Answer && _machine.Program.Rules is null) || (Region.Kind == RegionKind.Arguments && _machine.Program.ParameterTags.Length == 0)
        ? JsonCursor.PointerAtEnd(_machine.Text.AsSpan(Region.Start, Length - Region.Start)) : "";

    /// <summary>Notes where a region begins, after a byte was read. The outermost level is deterministic: one strand tells for all.</summary>
    private void FollowRegion(in Strand strand, int offset)
    {
        RegionKind kind = _machine.RegionOf(strand);
        MatcherRegion last = _regions[^1];
        if (kind == last.Kind || (last.Kind == RegionKind.Answer && strand.Stack > 0)) return;
        bool opens = last.Kind is RegionKind.Text or RegionKind.Answer or RegionKind.Closing && kind is RegionKind.Opening or RegionKind.Name;
        // The trigger's bytes were text until now, and those between two calls the end of the one before.
        if (opens) _regions.Add(last = new(RegionKind.Opening, -1, strand.A, offset + 1 - _machine.OpenedIn(strand)));
        if (kind == last.Kind) return;
        MatcherRegion next = (last.Kind, kind) switch
        {
            (RegionKind.Arguments, RegionKind.Closing) => new(kind, last.ToolIndex, last.CallIndex, offset + 1 - _machine.OpenedIn(strand)),
            // The quote that ends the name is none of its characters.
            (RegionKind.Name, _) => new(kind, strand.B, last.CallIndex, offset),
            (_, RegionKind.Text) => new(kind, -1, strand.A, offset + 1),
            _ => new(kind, last.ToolIndex, last.CallIndex, offset + 1),
        };
        _regions.Add(next);
    }
}
