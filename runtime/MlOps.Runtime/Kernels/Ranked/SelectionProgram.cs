namespace MlOps.Runtime.Kernels;

/// <summary>
/// A tree as a list of selections, from the leaves up: each node that is computed chooses, for every row of a block, between the
/// leaf numbers that its branches have come to. No row branches, so that one instruction serves as many rows as it has lanes.
/// </summary>
internal sealed class SelectionProgram
{
    /// <summary>One selection.</summary>
    public struct Selection
    {
        /// <summary>The column of ranks; for a set, the column of bytes, which the column of bits follows.</summary>
        public ushort Column;

        /// <summary>The cut; for a set, its number.</summary>
        public ushort Cut;

        /// <summary>A leaf's number or a slot, as the segment says.</summary>
        public ushort WhenTrue;

        /// <summary>A leaf's number or a slot, as the segment says.</summary>
        public ushort WhenFalse;

        /// <summary>The slot of the result.</summary>
        public ushort Target;
    }

    /// <summary>Selections of one form that follow each other.</summary>
    /// <param name="Form">Their form.</param>
    /// <param name="Count">How many.</param>
    public readonly record struct Segment(SelectionForm Form, int Count);

    /// <summary>The selections, in order.</summary>
    public required Selection[] Selections { get; init; }

    /// <summary>The forms of the selections, in order.</summary>
    public required Segment[] Segments { get; init; }

    /// <summary>How many slots results need.</summary>
    public required int SlotCount { get; init; }

    /// <summary>The slot of the last result; −1 where the tree is the leaf <see cref="OnlyLeaf"/>.</summary>
    public required int ResultSlot { get; init; }

    /// <summary>The leaf that all rows reach, where there are no selections.</summary>
    public required int OnlyLeaf { get; init; }
}

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
