using EdgeAgent.Grammar.Automata;
using EdgeAgent.Grammar.Regular;
using EdgeAgent.Grammar.Shapes;

namespace EdgeAgent.Grammar.Normalization;

/// <summary>Finds how deep each shape's shallowest value is, and with it which shapes have none; those are taken out.</summary>
internal sealed partial class Normalizer
{
    /// <summary>Shapes are visited until no height falls any more: a shape that needs itself never leaves <see cref="Shape.Never"/>.</summary>
    private void FindHeights(int first)
    {
        FindHeights(first, areCounted: false);
        // All counts together may ask for more than each alone: rarely, and then all is done again with the search that the automata do.
        for (int i = first; i < _all.Count; i++)
        {
            if (_all[i].IsEmpty || HeightOf(_all[i], areCounted: true) == _all[i].Height) continue;
            foreach (Shape shape in _all.Skip(first)) shape.Height = Shape.Never;
            FindHeights(first, areCounted: true);
            return;
        }
    }

    private void FindHeights(int first, bool areCounted)
    {
        for (bool changed = true; changed;)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            changed = false;
            for (int i = _all.Count - 1; i >= first; i--) // what is inside was mostly made later
            {
                int height = HeightOf(_all[i], areCounted);
                if (height >= _all[i].Height) continue;
                _all[i].Height = height;
                changed = true;
            }
        }
    }

    private static int HeightOf(Shape shape, bool areCounted)
    {
        if (shape.Null || shape.True || shape.False || shape.Numbers != LanguageSpace.Nothing || shape.Strings.Count > 0) return 0;
        int height = Shape.Never;
        foreach (ArrayShape array in shape.Arrays) height = Math.Min(height, HeightOf(array, areCounted));
        foreach (ObjectShape @object in shape.Objects) height = Math.Min(height, HeightOf(@object, areCounted));
        return height;
    }

    private static int HeightOf(ArrayShape array, bool areCounted)
    {
        if (areCounted && array.Counts.Count > 0) return ArrayRule.HeightOf(array);
        long needed = array.MinItems;
        if (needed > array.MaxItems) return Shape.Never;
        int height = 0;
        for (int i = 0; i < needed && i <= array.Prefix.Count; i++) height = Math.Max(height, HeightOf(i < array.Prefix.Count ? array.Prefix[i] : array.Items));
        for (int i = 0; i < array.Counts.Count; i++)
        {
            if (array.Counts[i].Min > array.Counts[i].Max || array.Counts[i].Min > array.MaxItems) return Shape.Never;
            if (array.Counts[i].Min > 0) height = Math.Max(height, HeightCounting(array.Prefix.Append(array.Items), i));
        }
        return Math.Min(height + 1, Shape.Never);
    }

    private static int HeightOf(ObjectShape form, bool areCounted)
    {
        if (areCounted && form.Counts.Count > 0) return ObjectRule.HeightOf(form);
        HashSet<int> required = [];
        for (int i = 0; i < form.Members.Count; i++)
            if (form.Members[i].IsRequired) required.Add(i);
        for (bool more = required.Count > 0 && form.Dependencies.Count > 0; more;)
        {
            int before = required.Count;
            foreach ((int present, IReadOnlyList<int> others) in form.Dependencies)
                if (required.Contains(present)) required.UnionWith(others);
            more = required.Count > before;
        }
        if (required.Count > form.MaxMembers || form.MinMembers > form.MaxMembers) return Shape.Never;
        int height = 0;
        foreach (int i in required) height = Math.Max(height, HeightOf(form.Members[i].Values));
        long missing = form.MinMembers - required.Count;
        if (missing > 0) height = Math.Max(height, HeightOfMore(form, required, missing));
        for (int i = 0; i < form.Counts.Count; i++)
            if (form.Counts[i].Min > 0) height = Math.Max(height, HeightCounting(form.Members.Select(m => m.Values).Concat(form.Free.Select(f => f.Values)), i));
        return Math.Min(height + 1, Shape.Never);
    }

    /// <summary>The height of the shallowest so many members beside the required ones.</summary>
    private static int HeightOfMore(ObjectShape form, HashSet<int> required, long count)
    {
        List<int> heights = [];
        for (int i = 0; i < form.Members.Count; i++)
            if (!required.Contains(i)) heights.Add(HeightOf(form.Members[i].Values));
        int free = Shape.Never;
        foreach (FreeMembersShape f in form.Free) free = Math.Min(free, HeightOf(f.Values));
        heights.Sort();
        int last = count <= heights.Count ? heights[(int)count - 1] : Shape.Never;
        return count <= heights.Count ? Math.Min(last, Math.Max(free, 0)) : free; // any number of free members may be written
    }

    private static int HeightOf(IReadOnlyList<CountedShape> values)
    {
        int height = Shape.Never;
        foreach (CountedShape value in values) height = Math.Min(height, value.Value.Height);
        return height;
    }

    private static int HeightCounting(IEnumerable<IReadOnlyList<CountedShape>> all, int count)
    {
        int height = Shape.Never;
        foreach (IReadOnlyList<CountedShape> values in all)
            foreach (CountedShape value in values)
                if ((value.CountsFor & (1UL << count)) != 0) height = Math.Min(height, value.Value.Height);
        return height;
    }

    /// <summary>Takes out what has no value: alternatives, ways to count, names.</summary>
    private static void Prune(Shape shape)
    {
        if (shape.Objects.Count > 0) shape.Objects = [.. shape.Objects.Where(o => HeightOf(o, areCounted: true) < Shape.Never)];
        if (shape.Arrays.Count > 0) shape.Arrays = [.. shape.Arrays.Where(a => HeightOf(a, areCounted: true) < Shape.Never)];
        foreach (ObjectShape @object in shape.Objects)
        {
            foreach (MemberShape member in @object.Members) Prune(member.Values);
            foreach (FreeMembersShape free in @object.Free) Prune(free.Values);
        }
        foreach (ArrayShape array in shape.Arrays)
        {
            foreach (IReadOnlyList<CountedShape> item in array.Prefix) Prune(item);
            Prune(array.Items);
        }
    }

    private static void Prune(IReadOnlyList<CountedShape> values)
    {
        if (values is List<CountedShape> own) own.RemoveAll(v => v.Value.IsEmpty);
    }
}
