namespace EdgeAgent.Inference.Sampling;

/// <summary>Finds the last token that top-k and top-p keep, without sorting the vocabulary.</summary>
/// <remarks>
/// Quickselect by number (top-k), then by weight (top-p): a part is searched only if the boundary lies in it, so the work is linear in the vocabulary on
/// the average. Tokens rank by weight, then by id: what is kept is one set, whatever the pivots.
/// </remarks>
internal sealed class Nucleus(int vocabularySize)
{
    private readonly float[] _weights = new float[vocabularySize];
    private readonly int[] _ids = new int[vocabularySize];

    /// <summary>The weight and the id of the last token in rank that is kept.</summary>
    /// <param name="weights">By id: 0 and more; one at least is above 0.</param>
    /// <param name="topK">How many to keep at most.</param>
    /// <param name="topP">The share of the weight of those that must be reached.</param>
    public (float Weight, int Id) Last(ReadOnlySpan<float> weights, int topK, float topP)
    {
        int count = 0;
        for (int id = 0; id < weights.Length; id++)
            if (weights[id] > 0) (_weights[count], _ids[count++]) = (weights[id], id);
        if (topK < count)
        {
            Select(0, count, topK, double.PositiveInfinity);
            count = topK;
        }
        if (topP == 1) return Lowest(count);
        double total = 0;
        foreach (float weight in _weights.AsSpan(0, count)) total += weight;
        int last = Select(0, count, int.MaxValue, topP * total);
        return (_weights[last], _ids[last]);
    }

    private (float, int) Lowest(int count)
    {
        int lowest = 0;
        for (int i = 1; i < count; i++)
            if (IsBefore(_weights[lowest], _ids[lowest], i)) lowest = i;
        return (_weights[lowest], _ids[lowest]);
    }

    /// <summary>Orders a range so far that the tokens before the boundary are those first in rank; returns the last of them.</summary>
    /// <param name="start">First of the range.</param>
    /// <param name="end">One past its last.</param>
    /// <param name="number">The boundary: so many tokens,</param>
    /// <param name="weight">or the fewest that weigh so much; the nearer of the two.</param>
    private int Select(int start, int end, int number, double weight)
    {
        while (end - start > 1)
        {
            (int middle, double heavy) = Partition(start, end);
            // Before the middle: what ranks before the pivot, which stands there.
            if (number <= middle - start || weight <= heavy) end = middle;
            else
            {
                (number, weight) = (number - (middle - start), weight - heavy);
                if (number == 1 || weight <= _weights[middle]) return middle;
                if (middle + 1 == end) return middle; // rounding leaves something over
                (start, number, weight) = (middle + 1, number - 1, weight - _weights[middle]);
            }
        }
        return start;
    }

    private (int Middle, double Heavy) Partition(int start, int end)
    {
        Swap(Median(start, start + ((end - start) >> 1), end - 1), end - 1);
        (float pivot, int pivotId) = (_weights[end - 1], _ids[end - 1]);
        int middle = start;
        double heavy = 0;
        for (int i = start; i < end - 1; i++)
        {
            if (IsBefore(pivot, pivotId, i)) continue;
            heavy += _weights[i];
            Swap(i, middle++);
        }
        Swap(middle, end - 1);
        return (middle, heavy);
    }

    private int Median(int a, int b, int c)
    {
        if (IsBefore(_weights[a], _ids[a], b)) (a, b) = (b, a); // b before a
        if (!IsBefore(_weights[a], _ids[a], c)) return IsBefore(_weights[b], _ids[b], c) ? c : b;
        return a;
    }

    /// <summary>Whether a token ranks before the one at a place.</summary>
    private bool IsBefore(float weight, int id, int place) => weight > _weights[place] || (weight == _weights[place] && id < _ids[place]);

    private void Swap(int a, int b)
    {
        (_weights[a], _weights[b]) = (_weights[b], _weights[a]);
        (_ids[a], _ids[b]) = (_ids[b], _ids[a]);
    }
}
