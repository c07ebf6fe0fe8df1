using System.Numerics;

namespace MlOps.Runtime.Kernels;

/// <summary>Orders a tree's selections: branches before the nodes that need them, long runs of one form, few slots.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class SelectionScheduler<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private const int FormCount = 8;

    private readonly BinaryTree tree;
    private readonly int[] pending;
    private readonly int[] uses;
    private readonly int[] slots;
    private readonly List<int>[] parents;
    private readonly Stack<int>[] ready = [.. Enumerable.Range(0, FormCount).Select(_ => new Stack<int>())];
    private readonly Stack<int> free = new();
    private int slotCount;

    private SelectionScheduler(BinaryTree tree)
    {
        this.tree = tree;
        int count = tree.Nodes.Length;
        pending = new int[count];
        uses = new int[count];
        slots = new int[count];
        parents = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (int node = 0; node < count; node++)
        {
            foreach (int branch in Branches(node))
            {
                if (branch >= 0)
                {
                    pending[node]++;
                    uses[branch]++;
                    parents[branch].Add(node);
                }
            }
        }
    }

    public static SelectionProgram<T> Schedule(BinaryTree tree) => tree.Nodes.Length == 0
        ? new SelectionProgram<T> { Selections = [], Segments = [], SlotCount = 0, Result = -1 }
        : new SelectionScheduler<T>(tree).Run();

    private SelectionProgram<T> Run()
    {
        for (int node = tree.Nodes.Length - 1; node >= 0; node--)
        {
            if (pending[node] == 0)
            {
                ready[(int)FormOf(node)].Push(node);
            }
        }

        var selections = new List<Selection<T>>(tree.Nodes.Length);
        var segments = new List<SelectionSegment>();
        while (Longest() is { } form)
        {
            int begin = selections.Count;
            while (ready[form].TryPop(out int node))
            {
                selections.Add(Select(node));
                foreach (int parent in parents[node])
                {
                    if (--pending[parent] == 0)
                    {
                        ready[(int)FormOf(parent)].Push(parent);
                    }
                }
            }

            segments.Add(new SelectionSegment((SelectionForm)form, selections.Count - begin));
        }

        return new SelectionProgram<T>
        {
            Selections = [.. selections],
            Segments = [.. segments],
            SlotCount = slotCount,
            Result = slots[0] * RankedEnsemble.BlockRows,
        };
    }

    private int? Longest()
    {
        int longest = 0;
        for (int form = 1; form < FormCount; form++)
        {
            longest = ready[form].Count > ready[longest].Count ? form : longest;
        }

        return ready[longest].Count == 0 ? null : longest;
    }

    private Selection<T> Select(int node)
    {
        BinaryTree.Node item = tree.Nodes[node];
        var selection = new Selection<T>
        {
            Column = item.Column * RankedEnsemble.BlockRows,
            Cut = T.CreateTruncating(item.Cut),
            Set = item.Cut * RankedEnsemble.SetBytes,
            TrueSlot = SlotOf(item.WhenTrue),
            FalseSlot = SlotOf(item.WhenFalse),
            TrueLeaf = LeafOf(item.WhenTrue),
            FalseLeaf = LeafOf(item.WhenFalse),
        };

        // Both operands are read before the result is written: it may take the place of one.
        Release(item.WhenTrue);
        Release(item.WhenFalse);
        slots[node] = free.TryPop(out int slot) ? slot : slotCount++;
        selection.Target = slots[node] * RankedEnsemble.BlockRows;
        return selection;
    }

    private int SlotOf(int branch) => branch < 0 ? 0 : slots[branch] * RankedEnsemble.BlockRows;

    private static T LeafOf(int branch) => branch < 0 ? T.CreateTruncating(~branch) : T.Zero;

    private void Release(int branch)
    {
        if (branch >= 0 && --uses[branch] == 0)
        {
            free.Push(slots[branch]);
        }
    }

    private SelectionForm FormOf(int node)
    {
        BinaryTree.Node item = tree.Nodes[node];
        return (item.IsSet ? SelectionForm.Set : SelectionForm.None)
            | (item.WhenTrue >= 0 ? SelectionForm.TrueSlot : SelectionForm.None)
            | (item.WhenFalse >= 0 ? SelectionForm.FalseSlot : SelectionForm.None);
    }

    private int[] Branches(int node) => [tree.Nodes[node].WhenTrue, tree.Nodes[node].WhenFalse];
}
