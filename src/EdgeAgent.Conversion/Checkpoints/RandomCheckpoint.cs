using System.Buffers.Binary;
using EdgeAgent.Models;

namespace EdgeAgent.Conversion.Checkpoints;

/// <summary>A network of random weights that are computed when they are read, so that a large one needs no memory.</summary>
internal sealed class RandomCheckpoint(RandomModel model) : Checkpoint
{
    public override string Kind => "random";

    public override ModelArchitecture Architecture { get; } = ArchitectureRules.Check(model.Architecture, "the random model's numbers");

    // Norms of ones, so nothing is to be added to them.
    public override NetworkForm Form { get; } =
        NetworkForm.Of(model.Architecture.Family, model.Architecture.Hidden, model.Architecture.HeadSize) with { NormOffset = 0 };

    public override IReadOnlyList<string> Files => [];

    public override SpecialTokens Tokens => new();

    public override string Where => "the random model";

    protected override WeightTensor? Find(string name)
    {
        ModelArchitecture a = Architecture;
        string part = name.StartsWith("model.layers.", StringComparison.Ordinal) ? name.Split('.', 4)[3] : name;
        if (TensorNames.IsBias(name))
            return new ConstantTensor(name, Find(name.Replace(".bias", ".weight", StringComparison.Ordinal))!.Rows, 1, 0);
        (long rows, long columns) = part switch
        {
            TensorNames.Embedding or TensorNames.Head => (a.Vocabulary, a.Hidden),
            "self_attn.q_proj.weight" => (a.Heads * a.HeadSize, a.Hidden),
            "self_attn.k_proj.weight" or "self_attn.v_proj.weight" => (a.KvHeads * a.HeadSize, a.Hidden),
            "self_attn.o_proj.weight" => (a.Hidden, a.Heads * a.HeadSize),
            "mlp.gate_proj.weight" or "mlp.up_proj.weight" => (a.Mlp, a.Hidden),
            "mlp.down_proj.weight" => (a.Hidden, a.Mlp),
            "self_attn.q_norm.weight" or "self_attn.k_norm.weight" => (1, a.HeadSize),
            _ => (1L, (long)a.Hidden),
        };
        return rows == 1 ? new ConstantTensor(name, 1, columns, 1) : new RandomTensor(name, rows, columns, model.Seed);
    }
}

/// <summary>The weight of a norm, or a bias, that changes nothing.</summary>
internal sealed class ConstantTensor(string name, long rows, long columns, float value)
    : WeightTensor(name, WeightEncoding.F32, rows, columns, "a random model")
{
    public override void ReadRows(long first, Span<byte> rows)
    {
        for (int i = 0; i < rows.Length; i += sizeof(float)) BinaryPrimitives.WriteSingleLittleEndian(rows[i..], value);
    }
}
