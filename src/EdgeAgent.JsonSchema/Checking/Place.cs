namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Where in a value a walk stands; null is the root. The pointer's text is made only when an error needs it.</summary>
internal sealed record Place(Place? Above, string Segment)
{
    public static string PointerOf(Place? place)
    {
        List<string> segments = [];
        for (; place is not null; place = place.Above) segments.Add(JsonPointer.Escape(place.Segment));
        segments.Add("#");
        segments.Reverse();
        return string.Join('/', segments);
    }
}
