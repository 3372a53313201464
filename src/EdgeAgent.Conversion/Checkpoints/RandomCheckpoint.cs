using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>A network of random weights that are computed when they are read, so that a large one needs no memory.</summary>
internal sealed class RandomCheckpoint(RandomModel model) : Checkpoint
{
    public override string Kind => "random";

    public override ModelArchitecture Architecture { get; } = ArchitectureRules.Check(model.Architecture, "the random model's numbers");

    public override IReadOnlyList<string> Files => [];

    public override SpecialTokens Tokens => new();

    protected override string Where => "the random model";

    protected override WeightTensor? Find(string name)
    {
        ModelArchitecture a = Architecture;
        string part = name.StartsWith("model.layers.", StringComparison.Ordinal) ? name.Split('.', 4)[3] : name;
        (long rows, long columns) = part switch
        {
            TensorNames.Embedding or TensorNames.Head => (a.Vocabulary, a.Hidden),
            "self_attn.q_proj.weight" => (a.Heads * a.HeadSize, a.Hidden),
            "self_attn.k_proj.weight" or "self_attn.v_proj.weight" => (a.KvHeads * a.HeadSize, a.Hidden),
            "self_attn.o_proj.weight" => (a.Hidden, a.Heads * a.HeadSize),
            "mlp.gate_proj.weight" or "mlp.up_proj.weight" => (a.Mlp, a.Hidden),
            "mlp.down_proj.weight" => (a.Hidden, a.Mlp),
            _ => (1L, (long)a.Hidden),
        };
        return rows == 1 ? new OnesTensor(name, columns) : new RandomTensor(name, rows, columns, model.Seed);
    }
}

/// <summary>The weight of a norm that changes nothing.</summary>
internal sealed class OnesTensor(string name, long length) : WeightTensor(name, WeightEncoding.F32, 1, length, "a random model")
{
    public override void ReadRows(long first, Span<byte> rows)
    {
        for (int i = 0; i < rows.Length; i += sizeof(float)) System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(rows[i..], 1);
    }
}
