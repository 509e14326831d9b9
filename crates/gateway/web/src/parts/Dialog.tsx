/** A dialog. The page below is kept still by `parts.css`: what the components would do for it is a style that the policy refuses. */
import { Modal, type ModalProps } from 'antd';

export function Dialog(props: ModalProps) {
  return <Modal scrollLock={false} {...props} />;
}
