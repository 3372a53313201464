namespace EdgeAgent.JsonSchema.Checking;

/// <summary>Finds schemas that lead back to themselves without going down into the value: checking such a one would not end.</summary>
internal static class InPlaceCycles
{
    /// <exception cref="JsonSchemaException">There is such a schema.</exception>
    public static void Refuse(IEnumerable<SchemaNode> nodes)
    {
        // Depth-first with an own stack; true marks the nodes on the current path.
        Dictionary<SchemaNode, bool> onPath = [];
        Stack<(SchemaNode Node, IEnumerator<SchemaNode> Next)> path = new();
        foreach (SchemaNode start in nodes)
        {
            if (onPath.ContainsKey(start)) continue;
            Push(start);
            while (path.TryPeek(out (SchemaNode Node, IEnumerator<SchemaNode> Next) top))
            {
                if (!top.Next.MoveNext())
                {
                    onPath[top.Node] = false;
                    path.Pop();
                    continue;
                }
                SchemaNode next = top.Next.Current;
                if (!onPath.TryGetValue(next, out bool active)) Push(next);
                else if (active) throw Errors.EndlessRef(next.Pointer);
            }
        }

        void Push(SchemaNode node)
        {
            onPath[node] = true;
            path.Push((node, node.InPlace().GetEnumerator()));
        }
    }
}
