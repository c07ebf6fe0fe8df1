namespace MlOps.Runtime.Kernels;

/// <summary>
/// A tree as a list of selections, from the leaves up: each node that is computed chooses, for every row of a block, between the
/// leaf numbers that its branches have come to. No row branches, so that one instruction serves as many rows as it has lanes.
/// </summary>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class SelectionProgram<T>
    where T : unmanaged
{
    /// <summary>The selections, in order.</summary>
    public required Selection<T>[] Selections { get; init; }

    /// <summary>The forms of the selections, in order.</summary>
    public required SelectionSegment[] Segments { get; init; }

    /// <summary>How many slots results need.</summary>
    public required int SlotCount { get; init; }

    /// <summary>Where the last result is; −1 where all rows reach leaf 0.</summary>
    public required int Result { get; init; }
}

/// <summary>One selection. Places are offsets in elements: a column, or a slot, has <see cref="RankedEnsemble.BlockRows"/>.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal struct Selection<T>
    where T : unmanaged
{
    /// <summary>The column of ranks; for a set, the column of bytes, which the column of bits follows.</summary>
    public int Column;

    /// <summary>The slot of the result.</summary>
    public int Target;

    /// <summary>The slot chosen from where the answer is yes.</summary>
    public int TrueSlot;

    /// <summary>The slot chosen from where the answer is no.</summary>
    public int FalseSlot;

    /// <summary>For a set, where its bytes begin.</summary>
    public int Set;

    /// <summary>The cut.</summary>
    public T Cut;

    /// <summary>The leaf where the answer is yes.</summary>
    public T TrueLeaf;

    /// <summary>The leaf where the answer is no.</summary>
    public T FalseLeaf;
}

/// <summary>Selections of one form that follow each other.</summary>
/// <param name="Form">Their form.</param>
/// <param name="Count">How many.</param>
internal readonly record struct SelectionSegment(SelectionForm Form, int Count);

/// <summary>What a selection asks and where it chooses from.</summary>
[Flags]
internal enum SelectionForm
{
    /// <summary>A cut; both branches are leaves.</summary>
    None = 0,

    /// <summary>The true branch is a slot.</summary>
    TrueSlot = 1,

    /// <summary>The false branch is a slot.</summary>
    FalseSlot = 2,

    /// <summary>A set is asked.</summary>
    Set = 4,
}
